#include "upright.h"

#include <algorithm>
#include <cstring>

namespace lowlight::imaging {
namespace {

// Squares of this side keep both the rows read and the rows written in the cache.
constexpr int64_t kBlock = 32;

template <int64_t pixel_bytes>
void copy_turned(const Image& from, Image& to, bool transpose, bool flip_x, bool flip_y) {
  const uint8_t* const source = from.bytes().data();
  const int64_t start_x = flip_x ? from.width() - 1 : 0;
  const int64_t start_y = flip_y ? from.height() - 1 : 0;
  const int64_t along_x = flip_x ? -pixel_bytes : pixel_bytes;
  const int64_t along_y = flip_y ? -from.stride() : from.stride();
  const int64_t step_x = transpose ? along_y : along_x;
  const int64_t step_y = transpose ? along_x : along_y;
  const uint8_t* const first = source + start_y * from.stride() + start_x * pixel_bytes;
  for (int64_t top = 0; top < to.height(); top += kBlock) {
    for (int64_t left = 0; left < to.width(); left += kBlock) {
      const int64_t right = std::min(left + kBlock, to.width());
      for (int64_t y = top; y < std::min(top + kBlock, to.height()); ++y) {
        uint8_t* out = to.row<uint8_t>(y) + left * pixel_bytes;
        for (int64_t x = left; x < right; ++x, out += pixel_bytes) {
          std::memcpy(out, first + x * step_x + y * step_y, pixel_bytes);
        }
      }
    }
  }
}

}  // namespace

Image upright(Image image, int orientation) {
  if (orientation < 2 || orientation > 8) return image;
  const bool transpose = orientation >= 5;
  const bool flip_x = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
  const bool flip_y = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
  Image turned(transpose ? image.height() : image.width(),
               transpose ? image.width() : image.height(),
               image.channels(),
               image.depth());
  const auto copy = [&]<int64_t pixel_bytes>() {
    copy_turned<pixel_bytes>(image, turned, transpose, flip_x, flip_y);
  };
  switch (image.channels() * bytes_per_sample(image.depth())) {
    case 1:
      copy.operator()<1>();
      break;
    case 2:
      copy.operator()<2>();
      break;
    case 3:
      copy.operator()<3>();
      break;
    case 4:
      copy.operator()<4>();
      break;
    case 6:
      copy.operator()<6>();
      break;
    default:
      copy.operator()<8>();
  }
  return turned;
}

}  // namespace lowlight::imaging
