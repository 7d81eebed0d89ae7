#include "lowlight/imaging/image.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "lowlight/core/check.h"

namespace lowlight::imaging {

Image::Image(int64_t width, int64_t height, int64_t channels, BitDepth depth) {
  LOWLIGHT_CHECK(width >= 1 && height >= 1,
                 "Image: width and height must be at least 1, got ",
                 width,
                 " x ",
                 height);
  LOWLIGHT_CHECK(channels == 1 || channels == 3 || channels == 4,
                 "Image: channels must be 1, 3 or 4, got ",
                 channels);
  constexpr int64_t kMaxSide = std::numeric_limits<int32_t>::max() / 8;
  LOWLIGHT_CHECK(width <= kMaxSide && height <= kMaxSide,
                 "Image: a side must not be over ",
                 kMaxSide,
                 ", got ",
                 width,
                 " x ",
                 height);
  data_ = std::make_unique_for_overwrite<uint8_t[]>(
      size_t(width * height * channels * bytes_per_sample(depth)));
  width_ = width;
  height_ = height;
  channels_ = channels;
  depth_ = depth;
}

Image::Image(Image&& other) noexcept { *this = std::move(other); }

Image& Image::operator=(Image&& other) noexcept {
  data_ = std::move(other.data_);
  width_ = std::exchange(other.width_, 0);
  height_ = std::exchange(other.height_, 0);
  channels_ = std::exchange(other.channels_, 0);
  depth_ = std::exchange(other.depth_, BitDepth::u8);
  return *this;
}

Image Image::clone() const {
  if (empty()) return {};
  Image copy(width_, height_, channels_, depth_);
  std::copy_n(bytes().data(), bytes().size(), copy.bytes().data());
  return copy;
}

}  // namespace lowlight::imaging
