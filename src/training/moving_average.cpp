#include "training/moving_average.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace lowlight::training {

MovingAverage::MovingAverage(const torch::nn::Module& network, double decay)
    : weights_(io::module_tensors(network)), decay_(decay) {
  for (auto& [name, weight] : weights_) {
    weight = weight.detach();
    average_[name] = weight.clone();
  }
}

void MovingAverage::update(int64_t step) {
  const double kept = std::min(decay_, double(1 + step) / double(10 + step));
  for (auto& [name, average] : average_) {
    const auto& weight = weights_.at(name);
    if (average.is_floating_point()) {
      average.lerp_(weight, 1 - kept);
    } else {
      average.copy_(weight);
    }
  }
}

}  // namespace lowlight::training
