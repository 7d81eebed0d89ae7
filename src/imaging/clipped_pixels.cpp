#include "lowlight/imaging/clipped_pixels.h"

#include "lowlight/core/check.h"
#include "lowlight/core/vectorise.h"

namespace lowlight::imaging {
namespace {

/// 255 for each pixel of `rows` that is clipped. That it is known when compiled how far apart
/// pixels are makes it several times as fast.
template <class Sample, int64_t kChannels>
void mark_pixels(const Image& rows, uint8_t* __restrict out) {
  const auto full = Sample(full_scale(rows.depth()));
  const Sample* const samples = rows.row<Sample>(0);
  const int64_t count = rows.width() * rows.height();
  vectorised([=] {
    for (int64_t i = 0; i < count; ++i) {
      const Sample* const pixel = samples + i * kChannels;
      bool clipped = pixel[0] == full;
      if constexpr (kChannels > 1) clipped |= (pixel[1] == full) | (pixel[2] == full);
      out[i] = clipped ? 255 : 0;
    }
  });
}

template <class Sample>
void mark_clipped(const Image& rows, uint8_t* out) {
  switch (rows.channels()) {
    case 1:
      return mark_pixels<Sample, 1>(rows, out);
    case 3:
      return mark_pixels<Sample, 3>(rows, out);
    default:
      return mark_pixels<Sample, 4>(rows, out);
  }
}

ImageShape grey_shape(const ImageShape& shape) { return {shape.width, shape.height, 1}; }

}  // namespace

PictureRows clipped_pixels(const PictureRows& picture) {
  return {grey_shape(picture.shape()), [picture](int64_t begin, int64_t end, uint8_t* out) {
            const auto rows = picture.read(begin, end);
            rows.depth() == BitDepth::u8 ? mark_clipped<uint8_t>(rows, out)
                                         : mark_clipped<uint16_t>(rows, out);
          }};
}

PictureRows newly_clipped_pixels(const PictureRows& before, const PictureRows& after) {
  const auto shape = grey_shape(after.shape());
  LOWLIGHT_CHECK(grey_shape(before.shape()) == shape,
                 "newly_clipped_pixels: the pictures must have one size, got ",
                 before.shape().width,
                 " x ",
                 before.shape().height,
                 " and ",
                 shape.width,
                 " x ",
                 shape.height);
  return {shape,
          [old = clipped_pixels(before), now = clipped_pixels(after)](
              int64_t begin, int64_t end, uint8_t* out) {
            now.read(begin, end, out);
            const auto were = old.read(begin, end);
            for (const uint8_t was : were.bytes()) *out++ &= uint8_t(~was);
          }};
}

}  // namespace lowlight::imaging
