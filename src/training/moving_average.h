// The average of a network's weights over the last steps, which is better than the last weights.
#pragma once

#include <cstdint>
#include <string>

#include "lowlight/io/checkpoint.h"

namespace torch::nn {
class Module;
}

namespace lowlight::training {

/// average ← d · average + (1 − d) · weight after each step, d = min(decay, (1 + step) / (10 +
/// step)), so that the first weights are soon forgotten (Polyak and Juditsky 1992). Tensors of
/// integers are copied.
class MovingAverage {
 public:
  /// Starts from the network's weights as they are.
  MovingAverage(const torch::nn::Module& network, double decay);

  /// Takes in the weights after step `step` = 0, 1, ….
  void update(int64_t step);

  /// The averages by registered name: the state itself, not copies.
  const io::NamedTensors& tensors() const { return average_; }

 private:
  io::NamedTensors weights_;  // the network's own
  io::NamedTensors average_;
  double decay_;
};

}  // namespace lowlight::training
