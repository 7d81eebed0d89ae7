#include <algorithm>
#include <utility>

#include "codecs/heif/heif_codec.h"
#include "codecs/heif/heif_library.h"
#include "codecs/kept_rows.h"
#include "lowlight/codecs/format_limits.h"
#include "lowlight/colours/colour_numbers.h"
#include "lowlight/core/error.h"

namespace lowlight::codecs {

using namespace metadata;

namespace {

/// Bits of a sample in the file. At 10 bits libheif 1.15 asks libaom for a profile that ends the
/// process, so AVIF has 12.
int bits_of(const imaging::ImageShape& shape, ImageFormat format) {
  if (shape.depth == imaging::BitDepth::u8) return 8;
  return format == ImageFormat::avif ? 12 : 10;
}

class HeifEncoder final : public KeptRows {
 public:
  HeifEncoder(const imaging::ImageShape& shape,
              const Photo& photo,
              const Metadata& metadata,
              const std::vector<metadata::Attachment>& attachments,
              const WriteOptions& options,
              ByteFile& file)
      : KeptRows(shape),
        bits_(bits_of(shape, options.format)),
        sampling_(photo.chroma_sampling),
        metadata_(metadata),
        attachments_(attachments),
        options_(options),
        file_(file) {}

 private:
  void encode(const imaging::Image& image) override {
    const std::string name = limits_of(options_.format).name;
    const std::unique_ptr<heif_context, ReleaseHeif> context(LOWLIGHT_HEIF(heif_context_alloc)());
    const auto encoder = make_encoder(context.get(), name);
    const auto picture = picture_of(image, name);
    const std::unique_ptr<heif_encoding_options, ReleaseHeif> how(
        LOWLIGHT_HEIF(heif_encoding_options_alloc)());
    heif_image_handle* made = nullptr;
    require(LOWLIGHT_HEIF(heif_context_encode_image)(
                context.get(), picture.get(), encoder.get(), how.get(), &made),
            name);
    const std::unique_ptr<heif_image_handle, ReleaseHeif> handle(made);
    add_metadata(context.get(), made, name);
    heif_writer writer{1, take};
    require(LOWLIGHT_HEIF(heif_context_write)(context.get(), &writer, this), name);
    file_.append(bytes_);
    for (const auto& attachment : attachments_) file_.append(attachment.bytes);
  }

  static heif_error take(heif_context*, const void* data, size_t size, void* self) {
    const auto* bytes = static_cast<const uint8_t*>(data);
    static_cast<HeifEncoder*>(self)->bytes_.assign(bytes, bytes + size);
    return {heif_error_Ok, heif_suberror_Unspecified, ""};
  }

  std::unique_ptr<heif_encoder, ReleaseHeif> make_encoder(heif_context* context,
                                                          const std::string& name) const {
    heif_encoder* made = nullptr;
    const bool avif = options_.format == ImageFormat::avif;
    require(LOWLIGHT_HEIF(heif_context_get_encoder_for_format)(
                context, avif ? heif_compression_AV1 : heif_compression_HEVC, &made),
            name);
    std::unique_ptr<heif_encoder, ReleaseHeif> encoder(made);
    require(LOWLIGHT_HEIF(heif_encoder_set_lossy_quality)(made, int(options_.quality)), name);
    // What an encoder does not know it leaves as it is.
    const auto set = [&](const char* key, const char* value) {
      LOWLIGHT_HEIF(heif_encoder_set_parameter)(made, key, value);
    };
    const bool full = sampling_ == ChromaSampling::full_444 ||
                      (avif && sampling_ == ChromaSampling::unknown && options_.quality >= 90);
    set("chroma", full ? "444" : sampling_ == ChromaSampling::half_422 ? "422" : "420");
    avif ? set("speed", "8") : set("preset", "superfast");
    return encoder;
  }

  std::unique_ptr<heif_image, ReleaseHeif> picture_of(const imaging::Image& image,
                                                      const std::string& name) const {
    const bool alpha = image.channels() == 4, deep = bits_ > 8;
    const auto chroma =
        deep ? (alpha ? heif_chroma_interleaved_RRGGBBAA_LE : heif_chroma_interleaved_RRGGBB_LE)
             : (alpha ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB);
    const int width = int(image.width()), height = int(image.height());
    heif_image* made = nullptr;
    require(LOWLIGHT_HEIF(heif_image_create)(width, height, heif_colorspace_RGB, chroma, &made),
            name);
    std::unique_ptr<heif_image, ReleaseHeif> picture(made);
    require(
        LOWLIGHT_HEIF(heif_image_add_plane)(made, heif_channel_interleaved, width, height, bits_),
        name);
    int stride = 0;
    uint8_t* const plane =
        LOWLIGHT_HEIF(heif_image_get_plane)(made, heif_channel_interleaved, &stride);
    for (int64_t y = 0; y < height; ++y) copy_row(image, y, plane + y * stride);
    set_colours(made, name);
    return picture;
  }

  void copy_row(const imaging::Image& image, int64_t y, uint8_t* out) const {
    if (bits_ == 8) {
      std::copy_n(image.row<uint8_t>(y), image.stride(), out);
      return;
    }
    const int64_t most = (int64_t(1) << bits_) - 1;
    const uint16_t* in = image.row<uint16_t>(y);
    for (int64_t i = 0; i < image.width() * image.channels(); ++i) {
      const int64_t code = (in[i] * most + 32767) / 65535;
      out[2 * i] = uint8_t(code);
      out[2 * i + 1] = uint8_t(code >> 8);
    }
  }

  void set_colours(heif_image* picture, const std::string& name) const {
    const auto& profile = metadata_.icc_profile;
    const std::unique_ptr<heif_color_profile_nclx, ReleaseHeif> numbers(
        LOWLIGHT_HEIF(heif_nclx_color_profile_alloc)());
    constexpr int kUnspecified = 2;
    const auto cicp = metadata_.numbers && metadata_.numbers->cicp
                          ? *metadata_.numbers->cicp
                          : std::array<uint8_t, 4>{1, 13, 0, 1};
    numbers->color_primaries = heif_color_primaries(profile.empty() ? cicp[0] : kUnspecified);
    numbers->transfer_characteristics =
        heif_transfer_characteristics(profile.empty() ? cicp[1] : kUnspecified);
    numbers->matrix_coefficients = heif_matrix_coefficients_ITU_R_BT_601_6;
    numbers->full_range_flag = 1;
    require(LOWLIGHT_HEIF(heif_image_set_nclx_color_profile)(picture, numbers.get()), name);
    if (profile.empty()) return;
    require(LOWLIGHT_HEIF(heif_image_set_raw_color_profile)(
                picture, "prof", profile.data(), profile.size()),
            name);
  }

  void add_metadata(heif_context* context, heif_image_handle* handle, const std::string& name) {
    if (const auto& exif = metadata_.exif; !exif.empty()) {
      require(LOWLIGHT_HEIF(heif_context_add_exif_metadata)(
                  context, handle, exif.data(), int(exif.size())),
              name);
    }
    if (const auto& xmp = metadata_.xmp; !xmp.empty()) {
      require(LOWLIGHT_HEIF(heif_context_add_XMP_metadata)(
                  context, handle, xmp.data(), int(xmp.size())),
              name);
    }
  }

  int bits_;
  ChromaSampling sampling_;
  Metadata metadata_;
  std::vector<metadata::Attachment> attachments_;
  WriteOptions options_;
  ByteFile& file_;
  std::vector<uint8_t> bytes_;
};

}  // namespace

std::unique_ptr<RowEncoder> make_heif_encoder(const imaging::ImageShape& shape,
                                              const Photo& photo,
                                              const Metadata& metadata,
                                              const std::vector<metadata::Attachment>& attachments,
                                              const WriteOptions& options,
                                              ByteFile& file,
                                              std::vector<std::string>& warnings) {
  const FormatLimits limits = limits_of(options.format);
  if (const auto problem = problem_of_writing_heif(options.format); !problem.empty()) {
    throw ImageError(limits.name, {problem});
  }
  if (std::max(shape.width, shape.height) > limits.largest_side) {
    throw ImageError(limits.name,
                     {"sides up to " + std::to_string(limits.largest_side) + " pixels"});
  }
  const int bits = bits_of(shape, options.format);
  if (bits > 8 && (photo.bits == 0 || photo.bits > bits)) {
    warnings.push_back(std::to_string(photo.bits == 0 ? 16 : photo.bits) + " bits become " +
                       std::to_string(bits) + " in the file");
  }
  return std::make_unique<HeifEncoder>(shape, photo, metadata, attachments, options, file);
}

}  // namespace lowlight::codecs
