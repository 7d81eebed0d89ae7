#include "codecs/webp/webp_codec.h"

#include <webp/decode.h>
#include <webp/encode.h>

#include <algorithm>
#include <new>

#include "codecs/image_header.h"
#include "codecs/kept_rows.h"
#include "lowlight/codecs/format_limits.h"
#include "lowlight/core/error.h"
#include "lowlight/metadata/refused_file.h"
#include "lowlight/metadata/webp_container.h"

namespace lowlight::codecs {

using namespace metadata;

namespace {

constexpr int kLossless = 2;  // WebPBitstreamFeatures::format of a file without loss
constexpr int64_t kLargestSide = limits_of(ImageFormat::webp).largest_side;
static_assert(kLargestSide == WEBP_MAX_DIMENSION);

struct Picture : WebPPicture {
  Picture() : WebPPicture{} {
    if (!WebPPictureInit(this)) throw std::bad_alloc();
  }
  Picture(const Picture&) = delete;
  Picture& operator=(const Picture&) = delete;
  ~Picture() { WebPPictureFree(this); }
};

struct Memory : WebPMemoryWriter {
  Memory() : WebPMemoryWriter{} { WebPMemoryWriterInit(this); }
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;
  ~Memory() { WebPMemoryWriterClear(this); }
};

std::string problem_of(WebPEncodingError error) {
  if (error == VP8_ENC_ERROR_BAD_DIMENSION) {
    return "WebP holds sides up to " + std::to_string(kLargestSide) + " pixels";
  }
  if (error == VP8_ENC_ERROR_OUT_OF_MEMORY || error == VP8_ENC_ERROR_BITSTREAM_OUT_OF_MEMORY) {
    return "not enough memory";
  }
  return "cannot encode (error " + std::to_string(error) + ")";
}

/// Fills `picture` with the pixels; false where memory is short.
bool import_pixels(Picture& picture, const imaging::Image& image) {
  const uint8_t* first = image.bytes().data();
  const int stride = int(image.stride());
  return image.channels() == 3 ? WebPPictureImportRGB(&picture, first, stride)
                               : WebPPictureImportRGBA(&picture, first, stride);
}

class WebPDecoder final : public RowReader {
 public:
  WebPDecoder(std::span<const uint8_t> bytes,
              const ImageHeader& canvas,
              const std::string& name,
              bool first)
      : bytes_(bytes), name_(name) {
    const WebPContent content = read_webp(bytes);
    photo.metadata = content.metadata;
    if (content.animated) {
      if (!first) throw RefusedFile("an animated WebP, of which --first takes the first picture");
      frame_ = first_webp_frame(bytes);
      bytes_ = frame_.file;
      photo.warnings.push_back("only the first picture of the file was read");
    }
    WebPBitstreamFeatures features;
    if (WebPGetFeatures(bytes_.data(), bytes_.size(), &features) != VP8_STATUS_OK) {
      throw ImageError(name, {"cannot decode the WebP: its header is damaged"});
    }
    photo.lossless = features.format == kLossless;
    shape = {features.width, features.height, features.has_alpha ? 4 : 3, imaging::BitDepth::u8};
    if (content.animated) lay_on(canvas, features);
    at_once = true;
    held_bytes = photo.lossless ? 4 * shape.width * shape.height : 0;
  }

  void read(uint8_t* out, int64_t count) override {
    const auto decode = shape.channels == 4 ? WebPDecodeRGBAInto : WebPDecodeRGBInto;
    const int64_t stride = shape.stride(), size = count * stride;
    const int64_t at = frame_.y * stride + frame_.x * shape.channels;
    if (!fills_canvas_) std::fill_n(out, size, uint8_t(0));
    if (!decode(bytes_.data(), bytes_.size(), out + at, size_t(size - at), int(stride))) {
      throw ImageError(name_, {"cannot decode the WebP: it is truncated or damaged"});
    }
  }

 private:
  /// What the first frame of an animation leaves free of its canvas is transparent.
  void lay_on(const ImageHeader& canvas, const WebPBitstreamFeatures& frame) {
    if (frame_.x + frame.width > canvas.width || frame_.y + frame.height > canvas.height) {
      throw ImageError(name_, {"its first picture does not lie on its canvas"});
    }
    fills_canvas_ = frame.width == canvas.width && frame.height == canvas.height;
    if (fills_canvas_) return;
    shape = {canvas.width, canvas.height, 4, imaging::BitDepth::u8};
  }

  std::span<const uint8_t> bytes_;
  std::string name_;
  WebPFrame frame_;  ///< the first one of an animation
  bool fills_canvas_ = true;
};

class WebPEncoder final : public KeptRows {
 public:
  WebPEncoder(const imaging::ImageShape& shape,
              const Metadata& metadata,
              bool lossless,
              int64_t quality,
              ByteFile& file)
      : KeptRows(shape), metadata_(metadata), file_(file) {
    if (std::max(shape.width, shape.height) > kLargestSide) {
      throw ImageError("WebP", {problem_of(VP8_ENC_ERROR_BAD_DIMENSION)});
    }
    if (!WebPConfigPreset(&config_, WEBP_PRESET_PHOTO, float(quality))) throw std::bad_alloc();
    config_.lossless = lossless;
    config_.exact = lossless;            // Colours under full transparency are kept too.
    if (lossless) config_.quality = 70;  // Without loss this is the effort.
  }

 private:
  void encode(const imaging::Image& image) override {
    Memory memory;
    Picture picture;
    picture.use_argb = config_.lossless;
    picture.width = int(image.width());
    picture.height = int(image.height());
    picture.writer = WebPMemoryWrite;
    picture.custom_ptr = &memory;
    if (!import_pixels(picture, image) || !WebPEncode(&config_, &picture)) {
      throw ImageError("WebP", {problem_of(picture.error_code)});
    }
    file_.append(with_webp_metadata({memory.mem, memory.size}, metadata_));
  }

  Metadata metadata_;
  ByteFile& file_;
  WebPConfig config_;
};

}  // namespace

std::unique_ptr<RowReader> open_webp(std::span<const uint8_t> bytes,
                                     const std::string& name,
                                     const ReadOptions& options) {
  check_header(bytes, options, name);
  const auto canvas = peek_header(bytes).value_or(ImageHeader());
  return std::make_unique<WebPDecoder>(bytes, canvas, name, options.first);
}

std::unique_ptr<RowEncoder> make_webp_encoder(const imaging::ImageShape& shape,
                                              const Metadata& metadata,
                                              bool lossless,
                                              int64_t quality,
                                              ByteFile& file) {
  return std::make_unique<WebPEncoder>(shape, metadata, lossless, quality, file);
}

}  // namespace lowlight::codecs
