#include "codecs/heif/heif_codec.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "codecs/heif/heif_library.h"
#include "codecs/image_header.h"
#include "lowlight/colours/colour_numbers.h"
#include "lowlight/core/error.h"
#include "lowlight/metadata/blocks.h"
#include "lowlight/metadata/boxes.h"
#include "lowlight/metadata/tiff_directory.h"

namespace lowlight::codecs {

using namespace colours;
using namespace metadata;

namespace {

using Handle = std::unique_ptr<heif_image_handle, ReleaseHeif>;

std::vector<uint8_t> heif_block(const Handle& handle, heif_item_id id, const std::string& name) {
  std::vector<uint8_t> block(LOWLIGHT_HEIF(heif_image_handle_get_metadata_size)(handle.get(), id));
  if (!block.empty()) {
    require(LOWLIGHT_HEIF(heif_image_handle_get_metadata)(handle.get(), id, block.data()), name);
  }
  return block;
}

/// EXIF data after the four bytes that tell how far away they begin.
std::vector<uint8_t> exif_of_item(const std::vector<uint8_t>& item) {
  const ByteReader reader{item};
  const uint64_t begin = 4 + uint64_t(reader.u32(0));
  return without_exif_mark(
      reader.part(begin, item.size() - std::min<uint64_t>(begin, item.size())));
}

class HeifDecoder final : public RowReader {
 public:
  HeifDecoder(std::span<const uint8_t> bytes, const std::string& name, const ReadOptions& options)
      : name_(name), context_(LOWLIGHT_HEIF(heif_context_alloc)()) {
    photo.attachments = heif_trailers(bytes);
    if (heif_goes_in_circles(bytes)) {
      throw ImageError(name, {"its pictures are made of one another without an end"});
    }
    require(LOWLIGHT_HEIF(heif_context_read_from_memory_without_copy)(
                context_.get(), bytes.data(), bytes.size(), nullptr),
            name);
    heif_image_handle* primary = nullptr;
    require(LOWLIGHT_HEIF(heif_context_get_primary_image_handle)(context_.get(), &primary), name);
    handle_.reset(primary);
    const int64_t width = LOWLIGHT_HEIF(heif_image_handle_get_width)(primary);
    const int64_t height = LOWLIGHT_HEIF(heif_image_handle_get_height)(primary);
    check_size(width, height, options, name);
    const int bits = LOWLIGHT_HEIF(heif_image_handle_get_luma_bits_per_pixel)(primary);
    photo.bits = std::max(bits, 8);
    const bool alpha = LOWLIGHT_HEIF(heif_image_handle_has_alpha_channel)(primary);
    shape = {width,
             height,
             alpha ? 4 : 3,
             photo.bits > 8 ? imaging::BitDepth::u16 : imaging::BitDepth::u8};
    at_once = true;
    held_bytes = 3 * shape.stride() * height;
    read_metadata();
    read_colours();
    note_what_is_left_out();
  }

  void read(uint8_t* out, int64_t count) override {
    const auto image = decode();
    int stride = 0;
    const uint8_t* const pixels = LOWLIGHT_HEIF(heif_image_get_plane_readonly)(
        image.get(), heif_channel_interleaved, &stride);
    const int64_t width =
        LOWLIGHT_HEIF(heif_image_get_width)(image.get(), heif_channel_interleaved);
    const int64_t height =
        LOWLIGHT_HEIF(heif_image_get_height)(image.get(), heif_channel_interleaved);
    if (!pixels || width != shape.width || height != shape.height || count != height) {
      throw ImageError(name_, {"the picture has not the size that its header tells"});
    }
    const int bits =
        LOWLIGHT_HEIF(heif_image_get_bits_per_pixel_range)(image.get(), heif_channel_interleaved);
    for (int64_t y = 0; y < count; ++y) {
      copy_row(pixels + y * stride, out + y * shape.stride(), bits);
    }
  }

 private:
  std::unique_ptr<const heif_image, ReleaseHeif> decode() {
    const std::unique_ptr<heif_decoding_options, ReleaseHeif> options(
        LOWLIGHT_HEIF(heif_decoding_options_alloc)());
    options->strict_decoding = true;  // else tiles that are missing would be black
    const bool alpha = shape.channels == 4, deep = shape.depth == imaging::BitDepth::u16;
    const auto chroma =
        deep ? (alpha ? heif_chroma_interleaved_RRGGBBAA_LE : heif_chroma_interleaved_RRGGBB_LE)
             : (alpha ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB);
    heif_image* image = nullptr;
    require(LOWLIGHT_HEIF(heif_decode_image)(
                handle_.get(), &image, heif_colorspace_RGB, chroma, options.get()),
            name_);
    return std::unique_ptr<const heif_image, ReleaseHeif>(image);
  }

  /// Spreads samples of 10 or 12 bits over 16; alpha that was multiplied in is divided out.
  void copy_row(const uint8_t* in, uint8_t* out, int bits) const {
    const int64_t samples = shape.width * shape.channels;
    const bool divide = shape.channels == 4 &&
                        LOWLIGHT_HEIF(heif_image_handle_is_premultiplied_alpha)(handle_.get());
    if (shape.depth == imaging::BitDepth::u8) {
      std::copy_n(in, samples, out);
      if (divide) divide_by_alpha(out, 255);
      return;
    }
    auto* codes = reinterpret_cast<uint16_t*>(out);
    const int64_t most = (int64_t(1) << bits) - 1;
    for (int64_t i = 0; i < samples; ++i) {
      const int64_t code = in[2 * i] | in[2 * i + 1] << 8;
      codes[i] = uint16_t((std::min(code, most) * 65535 + most / 2) / most);
    }
    if (divide) divide_by_alpha(codes, 65535);
  }

  template <class Sample>
  void divide_by_alpha(Sample* pixel, int64_t full) const {
    for (int64_t x = 0; x < shape.width; ++x, pixel += 4) {
      const int64_t alpha = pixel[3];
      for (int c = 0; c < 3 && alpha > 0; ++c) {
        pixel[c] = Sample(std::min(full, (pixel[c] * full + alpha / 2) / alpha));
      }
    }
  }

  void read_metadata() {
    const auto get = LOWLIGHT_HEIF(heif_image_handle_get_list_of_metadata_block_IDs);
    const int count =
        LOWLIGHT_HEIF(heif_image_handle_get_number_of_metadata_blocks)(handle_.get(), nullptr);
    std::vector<heif_item_id> ids(size_t(std::max(count, 0)));
    get(handle_.get(), nullptr, ids.data(), count);
    for (const heif_item_id id : ids) {
      const std::string type =
          LOWLIGHT_HEIF(heif_image_handle_get_metadata_type)(handle_.get(), id);
      const char* content =
          LOWLIGHT_HEIF(heif_image_handle_get_metadata_content_type)(handle_.get(), id);
      try {
        if (type == "Exif") photo.metadata.exif = exif_of_item(heif_block(handle_, id, name_));
        if (type == "mime" && content && std::string(content) == "application/rdf+xml") {
          photo.metadata.xmp = heif_block(handle_, id, name_);
        }
      } catch (const std::exception&) {
        photo.warnings.push_back("a damaged block of metadata was left out");
      }
    }
    take_orientation(photo.metadata.exif);  // The properties of the file have turned the picture.
  }

  void read_colours() {
    heif_color_profile_nclx* found = nullptr;
    LOWLIGHT_HEIF(heif_image_handle_get_nclx_color_profile)(handle_.get(), &found);
    const std::unique_ptr<heif_color_profile_nclx, ReleaseHeif> numbers(found);
    if (numbers) {
      const ColourNumbers told{.cicp = {{uint8_t(numbers->color_primaries),
                                         uint8_t(numbers->transfer_characteristics),
                                         0,
                                         1}}};
      if (described(told) != DescribedColours()) photo.metadata.numbers = told;
    }
    const size_t size = LOWLIGHT_HEIF(heif_image_handle_get_raw_color_profile_size)(handle_.get());
    const bool hdr = photo.metadata.numbers && described(*photo.metadata.numbers).hdr;
    if (size == 0 || hdr) return;
    auto& profile = photo.metadata.icc_profile;
    profile.resize(size);
    require(LOWLIGHT_HEIF(heif_image_handle_get_raw_color_profile)(handle_.get(), profile.data()),
            name_);
    photo.metadata.numbers.reset();
  }

  void note_what_is_left_out() {
    auto& warnings = photo.warnings;
    const int pictures = LOWLIGHT_HEIF(heif_context_get_number_of_top_level_images)(context_.get());
    if (pictures > 1) {
      warnings.push_back("the first of " + std::to_string(pictures) +
                         " pictures of the file was read");
    }
    if (LOWLIGHT_HEIF(heif_image_handle_has_depth_image)(handle_.get())) {
      warnings.push_back("the depth map was left out: nothing writes it into a file");
    }
    constexpr int kNoAlphaNoDepth =
        LIBHEIF_AUX_IMAGE_FILTER_OMIT_ALPHA | LIBHEIF_AUX_IMAGE_FILTER_OMIT_DEPTH;
    const int others = LOWLIGHT_HEIF(heif_image_handle_get_number_of_auxiliary_images)(
        handle_.get(), kNoAlphaNoDepth);
    if (others > 0) {
      warnings.push_back("the gain map or mask was left out: nothing writes it into a file");
    }
  }

  std::string name_;
  std::unique_ptr<heif_context, ReleaseHeif> context_;
  Handle handle_;
};

heif_compression_format compression_of(ImageFormat format) {
  return format == ImageFormat::avif ? heif_compression_AV1 : heif_compression_HEVC;
}

std::string problem_of(ImageFormat format, bool able, const char* hevc, const char* av1) {
  if (auto problem = kHeifLibrary.problem(); !problem.empty()) return problem;
  if (able) return "";
  return std::string("libheif has no ") + (format == ImageFormat::avif ? av1 : hevc);
}

}  // namespace

void require(const heif_error& result, const std::string& name) {
  if (result.code == heif_error_Ok) return;
  throw ImageError(name, {std::string("cannot decode the file: ") + result.message});
}

std::unique_ptr<RowReader> open_heif(std::span<const uint8_t> bytes,
                                     const std::string& name,
                                     const ReadOptions& options) {
  return std::make_unique<HeifDecoder>(bytes, name, options);
}

std::string problem_of_reading_heif(ImageFormat format) {
  const bool able = kHeifLibrary.problem().empty() &&
                    LOWLIGHT_HEIF(heif_have_decoder_for_format)(compression_of(format));
  return problem_of(format,
                    able,
                    "decoder of HEVC: apt install libheif-plugin-libde265",
                    "decoder of AV1: apt install libheif-plugin-dav1d");
}

std::string problem_of_writing_heif(ImageFormat format) {
  const bool able = kHeifLibrary.problem().empty() &&
                    LOWLIGHT_HEIF(heif_have_encoder_for_format)(compression_of(format));
  return problem_of(format,
                    able,
                    "encoder of HEVC: apt install libheif-plugin-x265",
                    "encoder of AV1: apt install libheif-plugin-aomenc");
}

std::string heif_version() { return "libheif " LIBHEIF_VERSION; }

}  // namespace lowlight::codecs
