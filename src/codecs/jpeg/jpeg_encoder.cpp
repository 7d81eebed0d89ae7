#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "codecs/guarded_file.h"
#include "codecs/jpeg/jpeg_codec.h"
#include "codecs/jpeg/jpeg_error.h"
#include "lowlight/codecs/format_limits.h"
#include "lowlight/core/error.h"
#include "lowlight/metadata/jpeg_segments.h"
#include "lowlight/metadata/jpeg_tail.h"

namespace lowlight::codecs {

using namespace metadata;

namespace {

// libjpeg itself refuses to write a longer side.
static_assert(limits_of(ImageFormat::jpeg).largest_side == JPEG_MAX_DIMENSION);

struct Compressor : jpeg_compress_struct {
  Compressor() : jpeg_compress_struct{} {}
  ~Compressor() { jpeg_destroy_compress(this); }
  Compressor(const Compressor&) = delete;
  Compressor& operator=(const Compressor&) = delete;
};

/// Collects what libjpeg writes and hands it on to a file.
struct Destination : jpeg_destination_mgr {
  explicit Destination(ByteFile& to) : jpeg_destination_mgr{}, file(to) {
    init_destination = start;
    empty_output_buffer = hand_on;
    term_destination = end;
  }

  static Destination& of(j_compress_ptr info) { return *static_cast<Destination*>(info->dest); }

  static void start(j_compress_ptr info) {
    Destination& self = of(info);
    self.next_output_byte = self.buffer;
    self.free_in_buffer = sizeof self.buffer;
  }

  /// libjpeg calls this when the whole buffer is full, whatever it counts as free.
  static boolean hand_on(j_compress_ptr info) {
    give(info, sizeof of(info).buffer);
    start(info);
    return TRUE;
  }

  static void end(j_compress_ptr info) {
    give(info, sizeof of(info).buffer - of(info).free_in_buffer);
  }

  /// Bytes that the file will have of what was written so far.
  uint64_t position() const { return file.file().size() + sizeof buffer - free_in_buffer; }

  static void give(j_compress_ptr info, size_t count) {
    Destination& self = of(info);
    const bool written = self.file.append({self.buffer, count});
    if (!written) JpegErrors::refuse(reinterpret_cast<j_common_ptr>(info), "the file fails");
  }

  GuardedFile file;
  JOCTET buffer[64 << 10];
};

void set_chroma_sampling(jpeg_compress_struct& info, ChromaSampling sampling, int64_t quality) {
  if (info.num_components != 3) return;
  if (sampling == ChromaSampling::unknown) {
    sampling = quality >= 90 ? ChromaSampling::full_444 : ChromaSampling::quarter_420;
  }
  info.comp_info[0].h_samp_factor = sampling == ChromaSampling::full_444 ? 1 : 2;
  info.comp_info[0].v_samp_factor = sampling == ChromaSampling::quarter_420 ? 2 : 1;
}

void write_metadata(jpeg_compress_struct& info,
                    const std::vector<JpegSegment>& segments,
                    const std::vector<uint8_t>& icc_profile) {
  for (const JpegSegment& segment : segments) {
    jpeg_write_marker(
        &info, JPEG_APP0 + segment.number, segment.data.data(), unsigned(segment.data.size()));
  }
  if (!icc_profile.empty()) {
    jpeg_write_icc_profile(&info, icc_profile.data(), unsigned(icc_profile.size()));
  }
}

void set_resolution(jpeg_compress_struct& info, const std::optional<metadata::Resolution>& found) {
  constexpr double kMost = 65535;
  constexpr UINT8 kInch = 1;
  if (!found || found->x < 1 || found->y < 1 || found->x > kMost || found->y > kMost) return;
  info.density_unit = kInch;
  info.X_density = UINT16(std::lround(found->x));
  info.Y_density = UINT16(std::lround(found->y));
}

class JpegEncoder final : public RowEncoder {
 public:
  JpegEncoder(const imaging::ImageShape& shape,
              const JpegParts& parts,
              int64_t quality,
              ByteFile& file,
              std::vector<std::string>& warnings)
      : errors_(true), destination_(file), file_(file), attachments_(parts.attachments) {
    std::vector<JpegSegment> segments = jpeg_segments(parts.metadata, warnings);
    if (says_iso_gain_map(attachments_)) segments.push_back(iso_gain_map_mark());
    const std::vector<uint8_t> index = jpeg_index(attachments_, 0, 0);
    info_.err = errors_.manager();
    run([&] {
      jpeg_create_compress(&info_);
      info_.dest = &destination_;
      info_.image_width = JDIMENSION(shape.width);
      info_.image_height = JDIMENSION(shape.height);
      info_.input_components = int(shape.channels);
      info_.in_color_space = shape.channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
      jpeg_set_defaults(&info_);
      jpeg_set_quality(&info_, int(quality), TRUE);
      set_chroma_sampling(info_, parts.sampling, quality);
      set_resolution(info_, parts.metadata.resolution);
      jpeg_start_compress(&info_, TRUE);
      write_metadata(info_, segments, parts.metadata.icc_profile);
      if (index.empty()) return;
      constexpr uint64_t kMarkerAndLength = 4;
      index_at_ = destination_.position() + kMarkerAndLength;
      jpeg_write_marker(&info_, JPEG_APP0 + 2, index.data(), unsigned(index.size()));
    });
  }

  void write(const imaging::Image& rows) override {
    run([&] {
      for (int64_t y = 0; y < rows.height(); ++y) {
        auto* row = const_cast<JSAMPROW>(rows.row<uint8_t>(y));
        jpeg_write_scanlines(&info_, &row, 1);
      }
    });
  }

  void finish() override {
    run([&] { jpeg_finish_compress(&info_); });
    const uint64_t size = file_.size();
    if (index_at_ > 0) file_.write(index_at_, jpeg_index(attachments_, size, index_at_));
    for (const auto& attachment : attachments_) file_.append(attachment.bytes);
  }

 private:
  template <class Work>
  void run(const Work& work) {
    if (errors_.guarded(work)) return;
    destination_.file.rethrow();
    throw ImageError("JPEG", {errors_.message()});
  }

  JpegErrors errors_;
  Destination destination_;
  Compressor info_;
  ByteFile& file_;
  std::vector<metadata::Attachment> attachments_;
  uint64_t index_at_ = 0;  ///< where the index of pictures lies in the file; 0 means nowhere
};

}  // namespace

std::unique_ptr<RowEncoder> make_jpeg_encoder(const imaging::ImageShape& shape,
                                              const JpegParts& parts,
                                              int64_t quality,
                                              ByteFile& file,
                                              std::vector<std::string>& warnings) {
  return std::make_unique<JpegEncoder>(shape, parts, quality, file, warnings);
}

}  // namespace lowlight::codecs
