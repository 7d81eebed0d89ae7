#include "tasks/look_start.h"

#include <ATen/ATen.h>
#include <torch/utils.h>

#include <cmath>

#include "lowlight/core/check.h"
#include "lowlight/models/colour_statistics.h"

namespace lowlight::tasks {
namespace {

constexpr double kEvenShare = 1.0 / 8;
constexpr double kLeastSpread = 0.02;  ///< a number that never varies must not be divided by zero

}  // namespace

LookStart::LookStart(int64_t nodes)
    : nodes_(nodes), counts_(at::zeros({nodes * nodes * nodes}, at::kDouble)) {}

void LookStart::add(const at::Tensor& colours, const at::Tensor& shown, const at::Tensor& look) {
  const auto nearest = (colours * double(nodes_ - 1)).round().to(at::kLong).unbind(1);
  const auto index = (nearest[2] * nodes_ + nearest[1]) * nodes_ + nearest[0];
  counts_ += index.bincount({}, counts_.size(0)).to(at::kDouble);
  const at::NoGradGuard no_gradients;
  statistics_.push_back(models::colour_statistics(shown.unsqueeze(0)));
  offsets_.push_back((look - models::node_colours(nodes_)).flatten());
}

at::Tensor LookStart::weights() const {
  return (1 - kEvenShare) * counts_ / counts_.sum() + kEvenShare / double(counts_.size(0));
}

std::vector<double> LookStart::reached() const {
  const auto sums = weights().cumsum(0);
  return {sums.data_ptr<double>(), sums.data_ptr<double>() + sums.numel()};
}

void LookStart::set(models::LookFinder& network) const {
  const int64_t bases = network->options.bases;
  LOWLIGHT_CHECK(int64_t(offsets_.size()) >= bases,
                 "LookStart: needs as many looks as there are bases, ",
                 bases,
                 ", got ",
                 offsets_.size());
  const at::NoGradGuard no_gradients;
  const auto statistics = at::cat(statistics_);
  network->mean.copy_(statistics.mean(0));
  network->spread.copy_(statistics.std(0) + kLeastSpread);
  // The components of the weighted looks, by way of the smaller matrix of their products.
  const auto scale = weights().sqrt().repeat_interleave(3).to(at::kFloat);
  const auto looks = at::stack(offsets_) * scale;
  const auto [values, vectors] = at::linalg_eigh(looks.matmul(looks.t()));
  const auto largest = vectors.slice(1, vectors.size(1) - bases).flip(1);
  const double count = double(offsets_.size());
  network->bases.copy_(largest.t().matmul(looks) / scale / std::sqrt(count));
}

}  // namespace lowlight::tasks
