#include "models/fixed_features.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

#include "lowlight/core/check.h"
#include "lowlight/core/error.h"
#include "lowlight/core/random.h"
#include "lowlight/core/text.h"

namespace lowlight::models {

void set_random(const std::vector<at::Tensor>& weights, int64_t seed) {
  const at::NoGradGuard no_grad;
  for (size_t i = 0; i < weights.size(); ++i) {
    RandomStream random({static_cast<uint64_t>(seed), i});
    const double deviation = std::sqrt(2.0 / static_cast<double>(weights[i][0].numel()));
    std::vector<float> values(static_cast<size_t>(weights[i].numel()));
    for (auto& value : values) value = static_cast<float>(deviation * random.normal());
    weights[i].copy_(at::tensor(values).view_as(weights[i]));
  }
}

WantedMaps::WantedMaps(const std::string& network,
                       const std::vector<std::string>& layers,
                       const std::vector<std::string>& wanted)
    : wanted_(wanted), maps_(wanted.size()), missing_(wanted.size()) {
  for (const auto& name : wanted) {
    LOWLIGHT_CHECK(std::ranges::find(layers, name) != layers.end(),
                   network,
                   ": no layer '",
                   name,
                   "'; there are ",
                   joined(layers));
  }
}

void WantedMaps::keep(const std::string& layer, const at::Tensor& map) {
  for (size_t i = 0; i < wanted_.size(); ++i) {
    if (wanted_[i] != layer) continue;
    maps_[i] = map;
    --missing_;
  }
}

at::Tensor PublishedTensors::find(const std::string& name, at::IntArrayRef sizes) {
  const auto found = tensors_.find(name);
  if (found == tensors_.end()) {
    problems_.push_back(name + " is missing");
  } else if (found->second.sizes() != sizes) {
    problems_.push_back(c10::str(name, " must be ", sizes, ", is ", found->second.sizes()));
  } else {
    return found->second;
  }
  return {};
}

void PublishedTensors::put(const at::Tensor& target, const at::Tensor& value) {
  copies_.emplace_back(target, value);
}

void PublishedTensors::copy_all(const std::string& source) const {
  if (!fits()) throw CheckpointError(source, problems_);
  const at::NoGradGuard no_grad;
  for (const auto& [target, value] : copies_) at::Tensor(target).copy_(value);
}

}  // namespace lowlight::models
