#include "lowlight/imaging/picture_rows.h"

#include <algorithm>

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
    : shape_(shape_of(image)), read_([&image](int64_t begin, int64_t end) {
        Image rows = rows_like(shape_of(image), end - begin);
        std::copy_n(image.row<uint8_t>(begin), rows.bytes().size(), rows.bytes().data());
        return rows;
      }) {}

void read_in_bands(const PictureRows& picture, int64_t band_rows, const UseBand& use) {
  const int64_t height = picture.shape().height;
  for (int64_t y = 0; y < height; y += band_rows)
    use(picture.read(y, std::min(height, y + band_rows)));
}

}  // namespace lowlight::imaging
