#include "jpeg_codec.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <utility>

#include "cmyk.h"
#include "jpeg_error.h"
#include "jpeg_segments.h"
#include "lowlight/core/error.h"

namespace lowlight::imaging {
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

class Decoder {
 public:
  Decoder(std::span<const uint8_t> bytes, const std::string& name, const ReadOptions& options)
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
    const int64_t pixels = int64_t(info_.image_width) * info_.image_height;
    if (pixels > options.max_pixels) {
      throw ImageError(name,
                       {std::to_string(pixels) + " pixels are over the limit of " +
                        std::to_string(options.max_pixels)});
    }
  }

  Photo photo() {
    Photo photo;
    photo.chroma_sampling = chroma_sampling();
    Metadata blocks = metadata();
    photo.exif = std::move(blocks.exif);
    photo.xmp = std::move(blocks.xmp);
    photo.iptc = std::move(blocks.iptc);
    photo.warnings = std::move(blocks.warnings);
    photo.icc_profile = icc_profile();
    photo.image = info_.num_components == 4 ? cmyk_pixels(photo) : pixels();
    if (errors_.damaged()) photo.warnings.push_back("damaged JPEG: " + errors_.message());
    return photo;
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

  Metadata metadata() const {
    std::vector<JpegSegment> segments;
    for (auto* marker = info_.marker_list; marker; marker = marker->next) {
      segments.push_back(
          {marker->marker - JPEG_APP0, {marker->data, marker->data + marker->data_length}});
    }
    return read_jpeg_segments(segments);
  }

  std::vector<uint8_t> icc_profile() {
    JOCTET* data = nullptr;
    unsigned length = 0;
    run([&] { jpeg_read_icc_profile(&info_, &data, &length); });
    const std::unique_ptr<JOCTET, FreeMemory> owner(data);
    return data ? std::vector<uint8_t>(data, data + length) : std::vector<uint8_t>();
  }

  Image pixels() {
    const bool grey = info_.num_components == 1;
    info_.out_color_space = grey ? JCS_GRAYSCALE : JCS_RGB;
    Image image(info_.image_width, info_.image_height, grey ? 1 : 3, BitDepth::u8);
    run([&] {
      jpeg_start_decompress(&info_);
      while (info_.output_scanline < info_.output_height) {
        JSAMPROW row = image.row<uint8_t>(info_.output_scanline);
        jpeg_read_scanlines(&info_, &row, 1);
      }
      jpeg_finish_decompress(&info_);
    });
    return image;
  }

  /// Uses up the photo's profile: what it describes are the inks.
  Image cmyk_pixels(Photo& photo) {
    const CmykToRgb inks_to_rgb(std::exchange(photo.icc_profile, {}));
    photo.warnings.emplace_back(inks_to_rgb.warning());
    info_.out_color_space = JCS_CMYK;
    const int64_t width = info_.image_width;
    Image image(width, info_.image_height, 3, BitDepth::u8);
    std::vector<uint8_t> white(size_t(width * 4));
    run([&] {
      // Files with Adobe's mark hold 255 − ink.
      const uint8_t flip = info_.saw_Adobe_marker ? 0 : 255;
      jpeg_start_decompress(&info_);
      while (info_.output_scanline < info_.output_height) {
        uint8_t* out = image.row<uint8_t>(info_.output_scanline);
        JSAMPROW row = white.data();
        jpeg_read_scanlines(&info_, &row, 1);
        for (int64_t i = 0; i < 4 * width; ++i) row[i] ^= flip;
        inks_to_rgb.convert(row, width, out);
      }
      jpeg_finish_decompress(&info_);
    });
    return image;
  }

  std::string name_;
  JpegErrors errors_;
  jpeg_progress_mgr progress_{};
  Decompressor info_;
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

}  // namespace

Photo decode_jpeg(std::span<const uint8_t> bytes,
                  const std::string& name,
                  const ReadOptions& options) {
  return Decoder(bytes, name, options).photo();
}

std::vector<uint8_t> encode_jpeg(const Image& image,
                                 Metadata& metadata,
                                 ChromaSampling sampling,
                                 int64_t quality) {
  const std::vector<JpegSegment> segments = jpeg_segments(metadata);
  JpegErrors errors(true);
  jpeg_compress_struct info{};
  info.err = errors.manager();
  unsigned char* data = nullptr;
  unsigned long size = 0;
  const bool done = errors.guarded([&] {
    jpeg_create_compress(&info);
    jpeg_mem_dest(&info, &data, &size);
    info.image_width = JDIMENSION(image.width());
    info.image_height = JDIMENSION(image.height());
    info.input_components = int(image.channels());
    info.in_color_space = image.channels() == 1 ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_set_defaults(&info);
    jpeg_set_quality(&info, int(quality), TRUE);
    set_chroma_sampling(info, sampling, quality);
    jpeg_start_compress(&info, TRUE);
    write_metadata(info, segments, metadata.icc_profile);
    while (info.next_scanline < info.image_height) {
      auto* row = const_cast<JSAMPROW>(image.row<uint8_t>(info.next_scanline));
      jpeg_write_scanlines(&info, &row, 1);
    }
    jpeg_finish_compress(&info);
  });
  jpeg_destroy_compress(&info);
  const std::unique_ptr<unsigned char, FreeMemory> owner(data);
  if (!done) throw ImageError("JPEG", {errors.message()});
  return {data, data + size};
}

}  // namespace lowlight::imaging
