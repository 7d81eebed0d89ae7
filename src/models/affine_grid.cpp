#include "lowlight/models/affine_grid.h"

#include <torch/torch.h>

#include "lowlight/core/check.h"

namespace lowlight::models {
namespace {

/// Sampling places [N, 1, H, W, (x, y, luma)] in [−1, 1], the corners being the grid's outer faces.
torch::Tensor sampling_places(const torch::Tensor& picture) {
  const auto n = picture.size(0), height = picture.size(2), width = picture.size(3);
  const auto centres = [&](int64_t count) {
    return (torch::arange(count, picture.options()) + 0.5) * (2.0 / double(count)) - 1;
  };
  const auto x = centres(width).view({1, 1, width}).expand({n, height, width});
  const auto y = centres(height).view({1, height, 1}).expand({n, height, width});
  const auto luma =
      0.299 * picture.select(1, 0) + 0.587 * picture.select(1, 1) + 0.114 * picture.select(1, 2);
  return torch::stack({x, y, 2 * luma - 1}, -1).unsqueeze(1);
}

}  // namespace

at::Tensor apply_affine_grid(const at::Tensor& grid, const at::Tensor& picture) {
  LOWLIGHT_CHECK(picture.dim() == 4 && picture.size(1) == 3,
                 "affine grid: picture must be [N, 3, H, W], got ",
                 picture.sizes());
  LOWLIGHT_CHECK(grid.dim() == 5 && grid.size(1) == 12 && grid.size(0) == picture.size(0),
                 "affine grid: grid must be [N, 12, D, h, w] with the picture's N, got ",
                 grid.sizes(),
                 " for N = ",
                 picture.size(0));
  namespace F = torch::nn::functional;
  const auto options = F::GridSampleFuncOptions()
                           .mode(torch::kBilinear)
                           .padding_mode(torch::kBorder)
                           .align_corners(false);
  const auto n = picture.size(0), height = picture.size(2), width = picture.size(3);
  const auto corrections =
      F::grid_sample(grid, sampling_places(picture), options).view({n, 3, 4, height, width});
  return picture + (corrections.narrow(2, 0, 3) * picture.unsqueeze(1)).sum(2) +
         corrections.select(2, 3);
}

}  // namespace lowlight::models
