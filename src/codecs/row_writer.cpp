#include "lowlight/codecs/row_writer.h"

#include <algorithm>
#include <utility>

#include "codecs/heif/heif_codec.h"
#include "codecs/jpeg/jpeg_codec.h"
#include "codecs/jxl/jxl_codec.h"
#include "codecs/kept_attachments.h"
#include "codecs/png/png_codec.h"
#include "codecs/row_encoder.h"
#include "codecs/tiff/tiff_codec.h"
#include "codecs/webp/webp_codec.h"
#include "lowlight/codecs/format_limits.h"
#include "lowlight/colours/colour_profile.h"
#include "lowlight/core/check.h"
#include "lowlight/core/error.h"
#include "lowlight/metadata/edit.h"

namespace lowlight::codecs {

using namespace colours;
using namespace metadata;

namespace {

uint8_t code_of_8_bits(uint8_t code) { return code; }
uint8_t code_of_8_bits(uint16_t code) { return uint8_t((code + 128) / 257); }

/// Copies rows at 8 bits. Where only `from` has alpha, white shines through, so that colours hidden
/// under full transparency stay hidden.
template <class Sample>
void copy_reduced(const imaging::Image& from, imaging::Image& to) {
  const bool flatten = from.channels() == 4 && to.channels() == 3;
  const int64_t full = imaging::full_scale(from.depth());
  for (int64_t y = 0; y < from.height(); ++y) {
    const Sample* in = from.row<Sample>(y);
    uint8_t* out = to.row<uint8_t>(y);
    for (int64_t x = 0; x < from.width(); ++x, in += from.channels(), out += to.channels()) {
      const int64_t alpha = flatten ? in[3] : full;
      for (int64_t c = 0; c < to.channels(); ++c) {
        out[c] = code_of_8_bits(Sample((in[c] * alpha + full * (full - alpha) + full / 2) / full));
      }
    }
  }
}

/// Grey rows as red, green and blue of the same depth.
template <class Sample>
void copy_grey(const imaging::Image& from, imaging::Image& to) {
  const Sample* in = from.row<Sample>(0);
  Sample* out = to.row<Sample>(0);
  for (int64_t i = 0; i < from.width() * from.height(); ++i, out += 3) {
    out[0] = out[1] = out[2] = in[i];
  }
}

imaging::Image as_colour(const imaging::Image& grey) {
  imaging::Image result(grey.width(), grey.height(), 3, grey.depth());
  grey.depth() == imaging::BitDepth::u8 ? copy_grey<uint8_t>(grey, result)
                                        : copy_grey<uint16_t>(grey, result);
  return result;
}

/// Rows as a JPEG or WebP can hold them: 8 bits, JPEG without alpha.
imaging::Image as_8_bits(const imaging::Image& image, int64_t channels) {
  imaging::Image result(image.width(), image.height(), channels, imaging::BitDepth::u8);
  if (image.depth() == imaging::BitDepth::u8) {
    copy_reduced<uint8_t>(image, result);
  } else {
    copy_reduced<uint16_t>(image, result);
  }
  return result;
}

/// Gives an encoder rows that its format can hold.
class Reducer final : public RowEncoder {
 public:
  Reducer(std::unique_ptr<RowEncoder> encoder, const imaging::ImageShape& held)
      : encoder_(std::move(encoder)), held_(held) {}

  void write(const imaging::Image& rows) override {
    const bool to_colour = rows.channels() == 1 && held_.channels == 3;
    if (to_colour && rows.depth() == held_.depth) return encoder_->write(as_colour(rows));
    if (to_colour) return encoder_->write(as_8_bits(as_colour(rows), 3));
    encoder_->write(as_8_bits(rows, held_.channels));
  }
  void finish() override { encoder_->finish(); }

 private:
  std::unique_ptr<RowEncoder> encoder_;
  imaging::ImageShape held_;
};

/// The shape as the format can hold it.
imaging::ImageShape shape_held(const FormatLimits& limits, imaging::ImageShape shape) {
  if (!limits.grey && shape.channels == 1) shape.channels = 3;
  if (!limits.alpha && shape.channels == 4) shape.channels = 3;
  shape.depth = std::min(shape.depth, limits.deepest);
  return shape;
}

Fitting fitting_for(const Photo& photo,
                    const WriteOptions& options,
                    const FormatLimits& limits,
                    const imaging::ImageShape& shape) {
  return {.width = shape.width,
          .height = shape.height,
          .policy = options.metadata,
          .software = options.software,
          .iptc = limits.iptc,
          .resolution = limits.resolution,
          .texts = limits.texts,
          .comment = options.format == ImageFormat::jpeg,
          .preview = limits.preview ? std::span(photo.preview) : std::span<const uint8_t>()};
}

/// The encoder for rows of `shape`, which the format can hold.
std::unique_ptr<RowEncoder> make_encoder(const Photo& photo,
                                         const imaging::ImageShape& shape,
                                         const JpegParts& parts,
                                         const WriteOptions& options,
                                         ByteFile& file,
                                         std::vector<std::string>& warnings) {
  const Metadata& metadata = parts.metadata;
  switch (options.format) {
    case ImageFormat::png:
      return make_png_encoder(shape, metadata, file, warnings);
    case ImageFormat::tiff:
      return make_tiff_encoder(shape, metadata, file, warnings);
    case ImageFormat::jpeg:
      return make_jpeg_encoder(shape, parts, options.quality, file, warnings);
    case ImageFormat::heic:
    case ImageFormat::avif:
      return make_heif_encoder(shape, photo, metadata, parts.attachments, options, file, warnings);
    case ImageFormat::jxl:
      return make_jxl_encoder(shape, photo, metadata, options.quality, file);
    case ImageFormat::raw:
    case ImageFormat::gif:
      throw ImageError(limits_of(options.format).name, {problem_of_writing(options.format)});
    case ImageFormat::webp:
      break;
  }
  return make_webp_encoder(shape, metadata, photo.lossless, options.quality, file);
}

}  // namespace

RowWriter::RowWriter(const Photo& photo,
                     const imaging::ImageShape& shape,
                     const WriteOptions& options,
                     ByteFile& file) {
  LOWLIGHT_CHECK(options.quality >= 1 && options.quality <= 100,
                 "RowWriter: quality must be 1 to 100, got ",
                 options.quality);
  const FormatLimits limits = limits_of(options.format);
  Metadata metadata =
      fitted_metadata(photo.metadata, fitting_for(photo, options, limits, shape), warnings_);
  if (!photo.preview.empty() && !limits.preview && options.metadata != MetadataPolicy::strip) {
    warnings_.push_back("the preview in the EXIF data was left out: a file of the format " +
                        std::string(limits.name) + " has no place for it");
  }
  auto attachments = kept_attachments(photo, options, metadata, warnings_);
  const imaging::ImageShape held = shape_held(limits, shape);
  if (!limits.grey && kind_of_profile(metadata.icc_profile) == ProfileKind::grey) {
    metadata.icc_profile.clear();
    warnings_.push_back(std::string(limits.name) +
                        " holds no grey: its colour profile was left out");
  }
  const JpegParts parts{std::move(metadata), photo.chroma_sampling, std::move(attachments)};
  encoder_ = make_encoder(photo, held, parts, options, file, warnings_);
  if (held != shape) encoder_ = std::make_unique<Reducer>(std::move(encoder_), held);
}

RowWriter::~RowWriter() = default;

void RowWriter::write(const imaging::Image& rows) { encoder_->write(rows); }

void RowWriter::finish() { encoder_->finish(); }

int64_t held_bytes(ImageFormat format, const imaging::ImageShape& shape) {
  // The rows are kept, and the libraries make planes of them, of four bytes a pixel or more.
  const int64_t pixels = shape.width * shape.height;
  switch (format) {
    case ImageFormat::webp:
      return pixels * (shape.channels + 4);
    case ImageFormat::heic:
    case ImageFormat::avif:
      return 4 * pixels * (shape.stride() / shape.width);
    case ImageFormat::jxl:
      return pixels * (shape.stride() / shape.width + 4 * 8);
    default:
      return 0;
  }
}

}  // namespace lowlight::codecs
