#include "tasks/drawn_mask.h"

#include <ATen/ATen.h>

#include <cmath>
#include <numbers>

namespace lowlight::tasks {
namespace {

constexpr double kLeastShare = 0.125;

at::Tensor drawn_ellipse(int64_t size, RandomStream& random) {
  const double across = random.uniform(0.2, 0.8), down = random.uniform(0.2, 0.8);
  const double longer = random.uniform(0.25, 0.6), shorter = random.uniform(0.25, 0.6);
  const double angle = random.uniform(0, std::numbers::pi);
  const auto places = (at::arange(size, at::kDouble) + 0.5) / double(size);
  const auto x = (places - across).view({1, size}), y = (places - down).view({size, 1});
  const auto along = (x * std::cos(angle) + y * std::sin(angle)) / longer;
  const auto beside = (y * std::cos(angle) - x * std::sin(angle)) / shorter;
  return (along.square() + beside.square() <= 1).to(at::kFloat).unsqueeze(0);
}

}  // namespace

at::Tensor drawn_mask(int64_t size, RandomStream& random) {
  const auto ellipse = drawn_ellipse(size, random);
  const auto mask = random.chance(0.5) ? ellipse : 1 - ellipse;
  return mask.mean().item<double>() >= kLeastShare ? mask : 1 - mask;
}

}  // namespace lowlight::tasks
