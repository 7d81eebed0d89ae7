#include "lowlight/models/affine_grid.h"

#include <torch/types.h>

#include "lowlight/core/check.h"
#include "lowlight/core/full_precision.h"
#include "lowlight/core/luma.h"

namespace lowlight::models {
namespace {

/// How much cell i counts at position p of an axis, in cells from the first one's centre: linear
/// between two, and beyond the outer ones those alone. p [..., 1] → [..., cells].
torch::Tensor shares(const torch::Tensor& p, int64_t cells) {
  const auto inside = p.clamp(0, double(cells - 1));
  return (1 - (inside - torch::arange(cells, p.options())).abs()).clamp_min(0);
}

/// [places, cells]: the shares at the centres of the places.
torch::Tensor shares_of_places(int64_t places, int64_t cells, const torch::TensorOptions& options) {
  const auto centres = (torch::arange(places, options) + 0.5) * (double(cells) / double(places));
  return shares((centres - 0.5).unsqueeze(1), cells);
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
  const FullPrecision full;
  const auto n = picture.size(0), height = picture.size(2), width = picture.size(3),
             depth = grid.size(2);
  const auto rows = shares_of_places(height, grid.size(3), picture.options()),
             columns = shares_of_places(width, grid.size(4), picture.options());
  const auto lumas = shares((luma(picture) * double(depth) - 0.5).unsqueeze(-1), depth);
  const auto cells = grid.to(picture.scalar_type());  // a network under autocast makes bfloat16
  torch::Tensor sum;
  for (int64_t d = 0; d < depth; ++d) {  // a slice at a time: all at full size would fill memory
    const auto slice = rows.matmul(cells.select(2, d).matmul(columns.t()));
    const auto part = slice * lumas.select(-1, d).unsqueeze(1);
    sum = d == 0 ? part : sum + part;
  }
  const auto corrections = sum.view({n, 3, 4, height, width});
  return picture + (corrections.narrow(2, 0, 3) * picture.unsqueeze(1)).sum(2) +
         corrections.select(2, 3);
}

}  // namespace lowlight::models
