#include "lowlight/codecs/row_writer.h"

#include <algorithm>
#include <utility>

#include "codecs/jpeg/jpeg_codec.h"
#include "codecs/metadata_edit.h"
#include "codecs/png/png_codec.h"
#include "codecs/row_encoder.h"
#include "codecs/tiff/tiff_codec.h"
#include "codecs/webp/webp_codec.h"
#include "lowlight/codecs/colour_profile.h"
#include "lowlight/codecs/format_limits.h"
#include "lowlight/core/check.h"

namespace lowlight::codecs {
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
  Reducer(std::unique_ptr<RowEncoder> encoder, int64_t channels)
      : encoder_(std::move(encoder)), channels_(channels) {}

  void write(const imaging::Image& rows) override { encoder_->write(as_8_bits(rows, channels_)); }
  void finish() override { encoder_->finish(); }

 private:
  std::unique_ptr<RowEncoder> encoder_;
  int64_t channels_;
};

/// The shape as the format can hold it; the encoder of WebP makes RGB of grey itself.
imaging::ImageShape shape_held(const FormatLimits& limits, imaging::ImageShape shape) {
  if (!limits.alpha && shape.channels == 4) shape.channels = 3;
  shape.depth = std::min(shape.depth, limits.deepest);
  return shape;
}

/// The encoder for rows of `shape`, which the format can hold.
std::unique_ptr<RowEncoder> make_encoder(const Photo& photo,
                                         const imaging::ImageShape& shape,
                                         const Metadata& metadata,
                                         const WriteOptions& options,
                                         ByteFile& file,
                                         std::vector<std::string>& warnings) {
  switch (options.format) {
    case ImageFormat::png:
      return make_png_encoder(shape, metadata, file);
    case ImageFormat::tiff:
      return make_tiff_encoder(shape, metadata, file, warnings);
    case ImageFormat::jpeg:
      return make_jpeg_encoder(
          shape, metadata, photo.chroma_sampling, options.quality, file, warnings);
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
  Metadata metadata = edited_metadata(photo.metadata, shape, options, warnings_);
  const FormatLimits limits = limits_of(options.format);
  const imaging::ImageShape held = shape_held(limits, shape);
  if (!limits.grey && kind_of_profile(metadata.icc_profile) == ProfileKind::grey) {
    metadata.icc_profile.clear();
    warnings_.push_back(std::string(limits.name) +
                        " holds no grey: its colour profile was left out");
  }
  encoder_ = make_encoder(photo, held, metadata, options, file, warnings_);
  if (held != shape) encoder_ = std::make_unique<Reducer>(std::move(encoder_), held.channels);
}

RowWriter::~RowWriter() = default;

void RowWriter::write(const imaging::Image& rows) { encoder_->write(rows); }

void RowWriter::finish() { encoder_->finish(); }

int64_t held_bytes(ImageFormat format, const imaging::ImageShape& shape) {
  // libwebp makes four bytes a pixel of the rows, which are kept too.
  return format == ImageFormat::webp ? shape.width * shape.height * (shape.channels + 4) : 0;
}

}  // namespace lowlight::codecs
