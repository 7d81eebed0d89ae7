#include "lowlight/codecs/preview.h"

#include <utility>

#include "lowlight/codecs/image_io.h"
#include "lowlight/imaging/resize.h"
#include "lowlight/imaging/tensor_bridge.h"
#include "lowlight/metadata/tiff_directory.h"

namespace lowlight::codecs {
namespace {

constexpr int64_t kLongSide = 160;  // what Exif's readers expect
constexpr int64_t kQuality = 80;

/// The second directory of EXIF data is that of the preview.
bool has_preview(const std::vector<uint8_t>& exif) try {
  return !exif.empty() && metadata::read_tiff_directory(exif).next != 0;
} catch (const metadata::OutOfData&) {
  return false;
}

}  // namespace

void renew_preview(Photo& photo, const imaging::PictureRows& picture) {
  if (!has_preview(photo.metadata.exif)) return;
  Photo small;
  small.image = imaging::to_image(imaging::shrink(picture, kLongSide), imaging::BitDepth::u8);
  photo.preview = encode_photo(small, {.format = ImageFormat::jpeg, .quality = kQuality});
}

}  // namespace lowlight::codecs
