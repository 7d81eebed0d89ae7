// A trained network that gets more outputs, of which the head alone is trained.
#pragma once

#include <torch/nn/module.h>

#include <memory>
#include <string>

#include "lowlight/io/checkpoint.h"

namespace lowlight::models {

/// As io::assign_tensors, for a network whose layer `head` has weights [Y + K, …] and biases
/// [Y + K] where `tensors` have those of Y outputs: these become the first Y, all numbers of the
/// other K become 0, so that the first Y answer as they did. K may be 0; a head without biases
/// needs none. What else does not fit is a CheckpointError, and the network stays as it was.
void assign_with_more_outputs(torch::nn::Module& network,
                              io::NamedTensors tensors,
                              const std::string& head,
                              const std::string& where);

/// What is trained where a network is to keep all but its head: parameters and buffers have the
/// network's own names. Those outside of `head` (a module's dotted name) get no gradient, and the
/// modules there stay in evaluation mode whatever train() says: batch norms keep their statistics,
/// and one value a channel (N · H · W = 1) is no fault. In the head such a batch norm refuses it,
/// and the doctor tells why (one_value_statistics).
class HeadTraining : public torch::nn::Module {
 public:
  /// Throws c10::Error where the network has no module of that name.
  HeadTraining(const std::shared_ptr<torch::nn::Module>& network, const std::string& head);

  void train(bool on = true) override;

 private:
  std::shared_ptr<torch::nn::Module> head_;
};

}  // namespace lowlight::models
