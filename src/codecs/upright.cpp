#include "codecs/upright.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "lowlight/codecs/row_reader.h"

namespace lowlight::codecs {
namespace {

// Squares of this side keep both the rows read and the rows written in the cache.
constexpr int64_t kBlock = 32;

template <int64_t pixel_bytes>
void copy_turned(const imaging::Image& from, imaging::Image& to, const Turn& turn) {
  const uint8_t* const source = from.bytes().data();
  const int64_t start_x = turn.flip_x ? from.width() - 1 : 0;
  const int64_t start_y = turn.flip_y ? from.height() - 1 : 0;
  const int64_t along_x = turn.flip_x ? -pixel_bytes : pixel_bytes;
  const int64_t along_y = turn.flip_y ? -from.stride() : from.stride();
  const int64_t step_x = turn.transpose ? along_y : along_x;
  const int64_t step_y = turn.transpose ? along_x : along_y;
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

Turn::Turn(int orientation)
    : transpose(orientation >= 5 && orientation <= 8),
      flip_x(orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8),
      flip_y(orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7) {}

imaging::ImageShape upright_shape(const imaging::ImageShape& stored, int orientation) {
  imaging::ImageShape shape = stored;
  if (Turn(orientation).transpose) std::swap(shape.width, shape.height);
  return shape;
}

TurnedRows turned_rows(imaging::Image rows, int64_t begin, int64_t height, int orientation) {
  const Turn turn(orientation);
  const int64_t at = turn.flip_y ? height - begin - rows.height() : begin;
  return {turn.transpose ? at : 0, turn.transpose ? 0 : at, upright(std::move(rows), orientation)};
}

imaging::Image upright(imaging::Image image, int orientation) {
  if (orientation < 2 || orientation > 8) return image;
  const Turn turn(orientation);
  imaging::Image turned(turn.transpose ? image.height() : image.width(),
                        turn.transpose ? image.width() : image.height(),
                        image.channels(),
                        image.depth());
  const auto copy = [&]<int64_t pixel_bytes>() { copy_turned<pixel_bytes>(image, turned, turn); };
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

}  // namespace lowlight::codecs
