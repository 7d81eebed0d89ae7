// The interface through which losses see a network's features, so that losses know no network.
#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

namespace lowlight {

/// Maps pictures to features.
class FeatureExtractor {
 public:
  virtual ~FeatureExtractor() = default;

  /// Pictures [N, 3, H, W] in [0, 1] → one map [N, C_i, H_i, W_i] for each of `layers`, in that
  /// order. Gradients flow to the pictures. An unknown layer is an error that lists the known ones.
  virtual std::vector<at::Tensor> features(const at::Tensor& pictures,
                                           const std::vector<std::string>& layers) = 0;

  /// What the features are, for reports: "VGG19, torchvision weights vgg19.safetensors", "VGG19,
  /// random weights (seed 1)".
  virtual std::string description() const = 0;
};

}  // namespace lowlight
