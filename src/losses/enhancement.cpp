#include "lowlight/losses/enhancement.h"

#include <ATen/ATen.h>

#include "lowlight/core/check.h"

namespace lowlight::losses {
namespace {

void check_picture(const char* name, const at::Tensor& picture) {
  LOWLIGHT_CHECK(picture.dim() == 4 && picture.numel() > 0,
                 name,
                 ": a picture must be [N, C, H, W] and not empty, got ",
                 picture.sizes());
}

/// [N, C, H, W] → [N, 1, ⌈H/cell⌉, ⌈W/cell⌉].
at::Tensor cell_means(const at::Tensor& picture, int64_t cell) {
  LOWLIGHT_CHECK(cell > 0, "cell must be positive, got ", cell);
  const auto grey = picture.mean(1, /*keepdim=*/true);
  return at::avg_pool2d(grey,
                        cell,
                        cell,
                        /*padding=*/0,
                        /*ceil_mode=*/true,
                        /*count_include_pad=*/false);
}

at::Tensor steps_along(const at::Tensor& field, int64_t axis) {
  const auto length = field.size(axis);
  return field.narrow(axis, 1, length - 1) - field.narrow(axis, 0, length - 1);
}

}  // namespace

at::Tensor exposure_loss(const at::Tensor& picture, double level, int64_t cell) {
  check_picture("exposure_loss", picture);
  return (cell_means(picture, cell) - level).square().mean();
}

at::Tensor colour_constancy_loss(const at::Tensor& picture, double eps) {
  check_picture("colour_constancy_loss", picture);
  LOWLIGHT_CHECK(picture.size(1) == 3,
                 "colour_constancy_loss: a picture must have 3 channels, got ",
                 picture.size(1));
  LOWLIGHT_CHECK(eps > 0, "colour_constancy_loss: eps must be positive, got ", eps);
  const auto means = picture.mean({2, 3});
  const auto differences = means - means.roll(1, /*dims=*/1);
  return ((differences.square().sum(1) + eps * eps).sqrt() - eps).mean();
}

at::Tensor spatial_consistency_loss(const at::Tensor& picture,
                                    const at::Tensor& original,
                                    int64_t cell) {
  check_picture("spatial_consistency_loss", picture);
  LOWLIGHT_CHECK(picture.sizes() == original.sizes(),
                 "spatial_consistency_loss: picture and original must have one shape, got ",
                 picture.sizes(),
                 " and ",
                 original.sizes());
  // A difference of differences is the difference of the change.
  const auto change = cell_means(picture, cell) - cell_means(original, cell);
  const auto across = steps_along(change, 3), down = steps_along(change, 2);
  const auto pairs = across.numel() + down.numel();
  if (pairs == 0) return at::zeros({}, picture.options());
  return (across.square().sum() + down.square().sum()) / pairs;
}

at::Tensor total_variation(const at::Tensor& field) {
  LOWLIGHT_CHECK(field.dim() >= 3 && field.numel() > 0,
                 "total_variation: a field must be [N, C, ...] and not empty, got ",
                 field.sizes());
  auto sum = at::zeros({}, field.options());
  for (int64_t axis = 2; axis < field.dim(); ++axis) {
    if (field.size(axis) > 1) sum = sum + steps_along(field, axis).square().mean();
  }
  return sum;
}

}  // namespace lowlight::losses
