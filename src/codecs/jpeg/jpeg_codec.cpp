#include "codecs/jpeg/jpeg_codec.h"

#include <cstdlib>
#include <optional>
#include <utility>
#include <vector>

#include "codecs/cmyk.h"
#include "codecs/guarded_file.h"
#include "codecs/image_header.h"
#include "codecs/jpeg/jpeg_error.h"
#include "codecs/jpeg/jpeg_segments.h"
#include "lowlight/codecs/format_limits.h"
#include "lowlight/core/error.h"

namespace lowlight::codecs {
namespace {

// Each scan of a progressive file touches every pixel; encoders write about ten, a bomb writes
// thousands.
constexpr int kMaxScans = 100;

// libjpeg itself refuses to write a longer side.
static_assert(limits_of(ImageFormat::jpeg).largest_side == JPEG_MAX_DIMENSION);

struct FreeMemory {
  void operator()(void* memory) const { std::free(memory); }
};

struct Decompressor : jpeg_decompress_struct {
  Decompressor() : jpeg_decompress_struct{} {}
  ~Decompressor() { jpeg_destroy_decompress(this); }
  Decompressor(const Decompressor&) = delete;
  Decompressor& operator=(const Decompressor&) = delete;
};

struct Compressor : jpeg_compress_struct {
  Compressor() : jpeg_compress_struct{} {}
  ~Compressor() { jpeg_destroy_compress(this); }
  Compressor(const Compressor&) = delete;
  Compressor& operator=(const Compressor&) = delete;
};

class JpegDecoder final : public RowReader {
 public:
  JpegDecoder(std::span<const uint8_t> bytes, const std::string& name, const ReadOptions& options)
      : name_(name), errors_(options.on_truncated == OnTruncated::fail) {
    info_.err = errors_.manager();
    progress_.progress_monitor = limit_scans;
    run([&] {
      jpeg_create_decompress(&info_);
      info_.progress = &progress_;
      jpeg_mem_src(&info_, bytes.data(), static_cast<unsigned long>(bytes.size()));
      jpeg_save_markers(&info_, JPEG_APP0 + 1, 0xFFFF);
      jpeg_save_markers(&info_, JPEG_APP0 + 2, 0xFFFF);
      jpeg_save_markers(&info_, JPEG_APP0 + 13, 0xFFFF);
      jpeg_read_header(&info_, TRUE);
    });
    check_size(info_.image_width, info_.image_height, options, name);
    photo.chroma_sampling = chroma_sampling();
    photo.metadata = metadata();
    choose_colours();
  }

  void read(uint8_t* out, int64_t count) override {
    run([&] {
      if (!std::exchange(started_, true)) jpeg_start_decompress(&info_);
      for (int64_t i = 0; i < count; ++i, out += shape.stride()) {
        JSAMPROW row = inks_to_rgb_ ? row_of_inks_.data() : out;
        jpeg_read_scanlines(&info_, &row, 1);
        if (inks_to_rgb_) convert_inks(out);
      }
      if (info_.output_scanline == info_.output_height) jpeg_finish_decompress(&info_);
    });
    if (info_.output_scanline == info_.output_height && errors_.damaged()) {
      photo.warnings.push_back("damaged JPEG: " + errors_.message());
    }
  }

 private:
  static void limit_scans(j_common_ptr common) {
    const auto* info = reinterpret_cast<j_decompress_ptr>(common);
    if (info->input_scan_number > kMaxScans) JpegErrors::refuse(common, "too many scans");
  }

  template <class Work>
  void run(const Work& work) {
    if (errors_.guarded(work)) return;
    const std::string reason =
        errors_.damaged() ? "truncated or damaged JPEG: " : "cannot decode the JPEG: ";
    throw ImageError(name_, {reason + errors_.message()});
  }

  ChromaSampling chroma_sampling() const {
    if (info_.jpeg_color_space != JCS_YCbCr) return ChromaSampling::unknown;
    const auto* parts = info_.comp_info;
    const bool plain = parts[1].h_samp_factor == 1 && parts[1].v_samp_factor == 1 &&
                       parts[2].h_samp_factor == 1 && parts[2].v_samp_factor == 1;
    if (!plain) return ChromaSampling::unknown;
    const int across = parts[0].h_samp_factor, down = parts[0].v_samp_factor;
    if (across == 1 && down == 1) return ChromaSampling::full_444;
    if (across == 2 && down == 1) return ChromaSampling::half_422;
    if (across == 2 && down == 2) return ChromaSampling::quarter_420;
    return ChromaSampling::unknown;
  }

  Metadata metadata() {
    std::vector<JpegSegment> segments;
    for (auto* marker = info_.marker_list; marker; marker = marker->next) {
      segments.push_back(
          {marker->marker - JPEG_APP0, {marker->data, marker->data + marker->data_length}});
    }
    Metadata metadata = read_jpeg_segments(segments, photo.warnings);
    metadata.icc_profile = icc_profile();
    return metadata;
  }

  std::vector<uint8_t> icc_profile() {
    JOCTET* data = nullptr;
    unsigned length = 0;
    run([&] { jpeg_read_icc_profile(&info_, &data, &length); });
    const std::unique_ptr<JOCTET, FreeMemory> owner(data);
    return data ? std::vector<uint8_t>(data, data + length) : std::vector<uint8_t>();
  }

  /// Decides which samples libjpeg is asked for. CMYK takes the profile away from the photo,
  /// because that describes inks.
  void choose_colours() {
    const bool grey = info_.num_components == 1;
    info_.out_color_space = grey ? JCS_GRAYSCALE : JCS_RGB;
    shape = {info_.image_width, info_.image_height, grey ? 1 : 3, imaging::BitDepth::u8};
    held_bytes = jpeg_has_multiple_scans(&info_) ? bytes_of_coefficients() : 0;
    if (info_.num_components != 4) return;
    info_.out_color_space = JCS_CMYK;
    inks_to_rgb_.emplace(std::exchange(photo.metadata.icc_profile, {}));
    photo.warnings.emplace_back(inks_to_rgb_->warning());
    row_of_inks_.resize(size_t(shape.width * 4));
  }

  int64_t bytes_of_coefficients() const {
    int64_t blocks = 0;
    for (int i = 0; i < info_.num_components; ++i) {
      const auto& part = info_.comp_info[i];
      blocks += int64_t(part.width_in_blocks) * part.height_in_blocks;
    }
    return blocks * int64_t(sizeof(JBLOCK));
  }

  void convert_inks(uint8_t* out) {
    // Files with Adobe's mark hold 255 − ink.
    const uint8_t flip = info_.saw_Adobe_marker ? 0 : 255;
    for (uint8_t& ink : row_of_inks_) ink ^= flip;
    inks_to_rgb_->convert(row_of_inks_.data(), shape.width, out);
  }

  std::string name_;
  JpegErrors errors_;
  jpeg_progress_mgr progress_{};
  Decompressor info_;
  std::optional<CmykToRgb> inks_to_rgb_;
  std::vector<uint8_t> row_of_inks_;
  bool started_ = false;
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

class JpegEncoder final : public RowEncoder {
 public:
  JpegEncoder(const imaging::ImageShape& shape,
              const Metadata& metadata,
              ChromaSampling sampling,
              int64_t quality,
              ByteFile& file,
              std::vector<std::string>& warnings)
      : errors_(true), destination_(file) {
    const std::vector<JpegSegment> segments = jpeg_segments(metadata, warnings);
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
      set_chroma_sampling(info_, sampling, quality);
      jpeg_start_compress(&info_, TRUE);
      write_metadata(info_, segments, metadata.icc_profile);
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
};

}  // namespace

std::unique_ptr<RowReader> open_jpeg(std::span<const uint8_t> bytes,
                                     const std::string& name,
                                     const ReadOptions& options) {
  return std::make_unique<JpegDecoder>(bytes, name, options);
}

std::unique_ptr<RowEncoder> make_jpeg_encoder(const imaging::ImageShape& shape,
                                              const Metadata& metadata,
                                              ChromaSampling sampling,
                                              int64_t quality,
                                              ByteFile& file,
                                              std::vector<std::string>& warnings) {
  return std::make_unique<JpegEncoder>(shape, metadata, sampling, quality, file, warnings);
}

}  // namespace lowlight::codecs
