#include "lowlight/detection/anchors.h"

#include <ATen/ATen.h>

#include <array>

#include "lowlight/core/check.h"

namespace lowlight::detection {

ManyCentres<Pixels> anchors_of(const std::vector<AnchorLevel>& levels, PictureSize picture) {
  std::vector<at::Tensor> x, y, sides;
  for (const auto& level : levels) {
    LOWLIGHT_CHECK(level.stride > 0, "the stride of anchors must be positive, got ", level.stride);
    const auto centres = [&](int64_t length) {
      return (at::arange((length + level.stride - 1) / level.stride, at::kFloat) + level.place) *
             double(level.stride);
    };
    const auto across = centres(picture.width), down = centres(picture.height);
    const auto side = at::tensor(at::ArrayRef<double>(level.sides), at::kFloat);
    const std::array<int64_t, 3> shape = {down.size(0), across.size(0), side.size(0)};
    x.push_back(across.view({1, -1, 1}).expand(shape).reshape(-1));
    y.push_back(down.view({-1, 1, 1}).expand(shape).reshape(-1));
    sides.push_back(side.view({1, 1, -1}).expand(shape).reshape(-1));
  }
  if (levels.empty()) return {at::zeros({0}), at::zeros({0}), at::zeros({0}), at::zeros({0})};
  const auto all = at::cat(sides);
  return {at::cat(x), at::cat(y), all, all};
}

}  // namespace lowlight::detection
