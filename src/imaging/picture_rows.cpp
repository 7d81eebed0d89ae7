#include "lowlight/imaging/picture_rows.h"

#include <algorithm>

#include "lowlight/core/check.h"

namespace lowlight::imaging {

ImageShape shape_of(const Image& image) {
  return {image.width(), image.height(), image.channels(), image.depth()};
}

Image rows_like(const ImageShape& shape, int64_t rows) {
  return Image(shape.width, rows, shape.channels, shape.depth);
}

int64_t rows_within(const ImageShape& shape, int64_t bytes) {
  return std::max<int64_t>(2, bytes / shape.stride() / 2 * 2);
}

PictureRows::PictureRows(const Image& image)
    : shape_(shape_of(image)),
      read_([&image](int64_t begin, int64_t end, uint8_t* out) {
        std::copy(image.row<uint8_t>(begin), image.row<uint8_t>(end), out);
      }),
      image_(&image) {}

Image PictureRows::read(int64_t begin, int64_t end) const {
  Image rows = rows_like(shape_, end - begin);
  read_(begin, end, rows.bytes().data());
  return rows;
}

void read_in_bands(const PictureRows& picture, int64_t band_rows, const UseBand& use) {
  const int64_t height = picture.shape().height;
  for (int64_t y = 0; y < height; y += band_rows)
    use(picture.read(y, std::min(height, y + band_rows)));
}

UseBand replace_rows_of(Image& image) {
  return [&image, next = int64_t{0}](const Image& band) mutable {
    auto shape = shape_of(band);
    shape.height = image.height();
    LOWLIGHT_CHECK(shape == shape_of(image) && band.height() <= image.height() - next,
                   "replace_rows_of: a band must have rows of a picture of ",
                   image.width(),
                   " x ",
                   image.height(),
                   ", got ",
                   band.width(),
                   " x ",
                   next + band.height());
    std::copy_n(band.bytes().data(), band.bytes().size(), image.row<uint8_t>(next));
    next += band.height();
  };
}

}  // namespace lowlight::imaging
