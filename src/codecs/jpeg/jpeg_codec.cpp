#include "codecs/jpeg/jpeg_codec.h"

#include <cmath>
#include <cstdlib>
#include <optional>
#include <utility>
#include <vector>

#include "codecs/guarded_file.h"
#include "codecs/image_header.h"
#include "codecs/jpeg/jpeg_error.h"
#include "lowlight/codecs/format_limits.h"
#include "lowlight/colours/cmyk.h"
#include "lowlight/core/error.h"
#include "lowlight/metadata/jpeg_segments.h"
#include "lowlight/metadata/jpeg_tail.h"

namespace lowlight::codecs {

using namespace colours;
using namespace metadata;

namespace {

// Each scan of a progressive file touches every pixel; encoders write about ten, a bomb writes
// thousands.
constexpr int kMaxScans = 100;

struct FreeMemory {
  void operator()(void* memory) const { std::free(memory); }
};

struct Decompressor : jpeg_decompress_struct {
  Decompressor() : jpeg_decompress_struct{} {}
  ~Decompressor() { jpeg_destroy_decompress(this); }
  Decompressor(const Decompressor&) = delete;
  Decompressor& operator=(const Decompressor&) = delete;
};

class JpegDecoder final : public RowReader {
 public:
  JpegDecoder(std::span<const uint8_t> bytes, const std::string& name, const ReadOptions& options)
      : name_(name), bytes_(bytes), errors_(options.on_truncated == OnTruncated::fail) {
    info_.err = errors_.manager();
    progress_.progress_monitor = limit_scans;
    run([&] {
      jpeg_create_decompress(&info_);
      info_.progress = &progress_;
      jpeg_mem_src(&info_, bytes.data(), static_cast<unsigned long>(bytes.size()));
      jpeg_save_markers(&info_, JPEG_APP0 + 1, 0xFFFF);
      jpeg_save_markers(&info_, JPEG_APP0 + 2, 0xFFFF);
      jpeg_save_markers(&info_, JPEG_APP0 + 13, 0xFFFF);
      jpeg_save_markers(&info_, JPEG_COM, 0xFFFF);
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
    if (info_.output_scanline < info_.output_height) return;
    if (errors_.damaged()) {
      photo.warnings.push_back("damaged JPEG: " + errors_.message());
    } else {
      const uint64_t end = bytes_.size() - info_.src->bytes_in_buffer;
      photo.attachments = read_jpeg_tail(bytes_, end, photo.metadata.xmp, photo.warnings);
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
    metadata.resolution = resolution();
    return metadata;
  }

  /// What JFIF's segment tells; units of 0 tell only the shape of a pixel.
  std::optional<metadata::Resolution> resolution() const {
    constexpr int kInch = 1, kCentimetre = 2;
    const int unit = info_.saw_JFIF_marker ? info_.density_unit : 0;
    if (unit != kInch && unit != kCentimetre) return std::nullopt;
    if (info_.X_density == 0 || info_.Y_density == 0) return std::nullopt;
    const double scale = unit == kInch ? 1 : 2.54;
    return metadata::Resolution{info_.X_density * scale, info_.Y_density * scale};
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
  std::span<const uint8_t> bytes_;
  JpegErrors errors_;
  jpeg_progress_mgr progress_{};
  Decompressor info_;
  std::optional<CmykToRgb> inks_to_rgb_;
  std::vector<uint8_t> row_of_inks_;
  bool started_ = false;
};

}  // namespace

std::unique_ptr<RowReader> open_jpeg(std::span<const uint8_t> bytes,
                                     const std::string& name,
                                     const ReadOptions& options) {
  return std::make_unique<JpegDecoder>(bytes, name, options);
}

}  // namespace lowlight::codecs
