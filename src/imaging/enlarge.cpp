#include "lowlight/imaging/enlarge.h"

#include <ATen/ATen.h>

#include "lowlight/core/check.h"
#include "lowlight/imaging/picture_rows.h"
#include "lowlight/imaging/tensor_bridge.h"

namespace lowlight::imaging {
namespace {

/// Where the places [begin, end) of an axis of `size` lie between pixels of one of `own`.
struct Places {
  at::Tensor pixel;  ///< int64: the pixel before each place
  at::Tensor after;  ///< how far behind it, in [0, 1)
};

Places places_of(int64_t begin, int64_t end, int64_t size, int64_t own) {
  const auto place =
      (at::arange(begin, end, at::kDouble) + 0.5) * (double(own) / double(size)) - 0.5;
  const auto pixel = place.floor();
  return {pixel.to(at::kLong), (place - pixel).to(at::kFloat)};
}

/// The weight of pixel + tap, tap from −1 to 2.
at::Tensor weight_of(const at::Tensor& t, int64_t tap) {
  const auto t2 = t * t, t3 = t2 * t;
  switch (tap) {
    case -1:
      return -0.5 * t3 + t2 - 0.5 * t;
    case 0:
      return 1.5 * t3 - 2.5 * t2 + 1;
    case 1:
      return -1.5 * t3 + 2 * t2 + 0.5 * t;
    default:
      return 0.5 * t3 - 0.5 * t2;
  }
}

/// Interpolates along an axis of x [C, H, W], whose first pixel is `first` of `own`.
at::Tensor interpolated(
    const at::Tensor& x, int64_t axis, const Places& places, int64_t first, int64_t own) {
  auto sum = at::zeros({}, x.options());
  for (int64_t tap = -1; tap <= 2; ++tap) {
    const auto pixel = (places.pixel + tap).clamp(0, own - 1) - first;
    auto weight = weight_of(places.after, tap);
    if (axis == 1) weight = weight.unsqueeze(1);
    sum = sum + x.index_select(axis, pixel) * weight;
  }
  return sum;
}

}  // namespace

at::Tensor enlarged_rows(
    const Image& picture, int64_t width, int64_t height, int64_t begin, int64_t end) {
  LOWLIGHT_CHECK(0 <= begin && begin < end && end <= height && width >= picture.width() &&
                     height >= picture.height(),
                 "enlarged_rows: rows must lie in a size of at least the picture's, got rows ",
                 begin,
                 " to ",
                 end,
                 " of ",
                 width,
                 " x ",
                 height);
  const int64_t own = picture.height();
  const PictureRows rows(picture);
  if (width == picture.width() && height == own) return to_tensor(rows.read(begin, end));
  const auto down = places_of(begin, end, height, own);
  const auto first = std::clamp<int64_t>(down.pixel[0].item<int64_t>() - 1, 0, own - 1);
  const auto last = std::clamp<int64_t>(down.pixel[-1].item<int64_t>() + 2, 0, own - 1);
  const auto band = interpolated(to_tensor(rows.read(first, last + 1)), 1, down, first, own);
  const auto across = places_of(0, width, width, picture.width());
  return interpolated(band, 2, across, 0, picture.width()).clamp(0, 1);
}

}  // namespace lowlight::imaging
