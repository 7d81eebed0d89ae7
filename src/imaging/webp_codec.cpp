#include "webp_codec.h"

#include <webp/decode.h>
#include <webp/encode.h>

#include <new>

#include "lowlight/core/error.h"

namespace lowlight::imaging {
namespace {

constexpr int kLossless = 2;  // of WebPBitstreamFeatures::format

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
    return "WebP holds sides up to " + std::to_string(WEBP_MAX_DIMENSION) + " pixels";
  }
  if (error == VP8_ENC_ERROR_OUT_OF_MEMORY || error == VP8_ENC_ERROR_BITSTREAM_OUT_OF_MEMORY) {
    return "not enough memory";
  }
  return "cannot encode (error " + std::to_string(error) + ")";
}

Image as_rgb(const Image& grey) {
  Image rgb(grey.width(), grey.height(), 3, BitDepth::u8);
  const uint8_t* in = grey.bytes().data();
  for (uint8_t& sample : rgb.bytes()) sample = in[(&sample - rgb.bytes().data()) / 3];
  return rgb;
}

/// Fills `picture` with the pixels; false where memory is short.
bool import_pixels(Picture& picture, const Image& image) {
  if (image.channels() == 1) return import_pixels(picture, as_rgb(image));
  const uint8_t* first = image.bytes().data();
  const int stride = int(image.stride());
  return image.channels() == 3 ? WebPPictureImportRGB(&picture, first, stride)
                               : WebPPictureImportRGBA(&picture, first, stride);
}

}  // namespace

Photo decode_webp(std::span<const uint8_t> bytes, const std::string& name) {
  WebPBitstreamFeatures features;
  if (WebPGetFeatures(bytes.data(), bytes.size(), &features) != VP8_STATUS_OK) {
    throw ImageError(name, {"cannot decode the WebP: its header is damaged"});
  }
  Photo photo;
  photo.lossless = features.format == kLossless;
  photo.image = Image(features.width, features.height, features.has_alpha ? 4 : 3, BitDepth::u8);
  const auto out = photo.image.bytes();
  const auto decode = features.has_alpha ? WebPDecodeRGBAInto : WebPDecodeRGBInto;
  if (!decode(bytes.data(), bytes.size(), out.data(), out.size(), int(photo.image.stride()))) {
    throw ImageError(name, {"cannot decode the WebP: it is truncated or damaged"});
  }
  return photo;
}

std::vector<uint8_t> encode_webp(const Image& image,
                                 const Metadata& metadata,
                                 bool lossless,
                                 int64_t quality) {
  WebPConfig config;
  if (!WebPConfigPreset(&config, WEBP_PRESET_PHOTO, float(quality))) throw std::bad_alloc();
  config.lossless = lossless;
  config.exact = lossless;            // colours under full transparency are kept too
  if (lossless) config.quality = 70;  // here it is the effort
  Memory memory;
  Picture picture;
  picture.use_argb = lossless;
  picture.width = int(image.width());
  picture.height = int(image.height());
  picture.writer = WebPMemoryWrite;
  picture.custom_ptr = &memory;
  if (image.width() > WEBP_MAX_DIMENSION || image.height() > WEBP_MAX_DIMENSION) {
    throw ImageError("WebP", {problem_of(VP8_ENC_ERROR_BAD_DIMENSION)});
  }
  if (!import_pixels(picture, image) || !WebPEncode(&config, &picture)) {
    throw ImageError("WebP", {problem_of(picture.error_code)});
  }
  return with_webp_metadata(
      {memory.mem, memory.mem + memory.size}, metadata, image.channels() == 4);
}

}  // namespace lowlight::imaging
