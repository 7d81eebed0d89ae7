#include "lowlight/models/any_size.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "lowlight/core/check.h"

namespace lowlight::models {
namespace {

at::Tensor mirrored_along(const at::Tensor& picture, int64_t axis, int64_t length) {
  const auto size = picture.size(axis);
  if (size == length) return picture;
  // Mirroring repeats with period 2(size − 1): 0 1 2 3 2 1 0 1 ….
  const auto period = std::max<int64_t>(2 * (size - 1), 1);
  const auto place = at::arange(length, picture.options().dtype(at::kLong)).remainder(period);
  return picture.index_select(axis, at::minimum(place, period - place).clamp_max(size - 1));
}

int64_t fitting(int64_t size, int64_t multiple, int64_t minimum) {
  return (std::max(size, minimum) + multiple - 1) / multiple * multiple;
}

}  // namespace

at::Tensor PaddedPicture::cropped(const at::Tensor& result) const {
  return result.narrow(-2, 0, height).narrow(-1, 0, width);
}

at::Tensor mirrored_to(const at::Tensor& picture, int64_t height, int64_t width) {
  return mirrored_along(mirrored_along(picture, -2, height), -1, width);
}

PaddedPicture padded_to_multiple(const at::Tensor& picture, int64_t multiple, int64_t minimum) {
  LOWLIGHT_CHECK(picture.dim() >= 2 && picture.numel() > 0,
                 "padded_to_multiple: a picture must be [..., H, W] and not empty, got ",
                 picture.sizes());
  LOWLIGHT_CHECK(multiple > 0, "padded_to_multiple: multiple must be positive, got ", multiple);
  const auto height = picture.size(-2), width = picture.size(-1);
  return {
      mirrored_to(picture, fitting(height, multiple, minimum), fitting(width, multiple, minimum)),
      height,
      width};
}

}  // namespace lowlight::models
