// Judges patches of pictures: real or made?
#pragma once

#include <torch/nn/cloneable.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/pimpl.h>

#include <string>
#include <vector>

#include "lowlight/core/rule.h"

namespace lowlight::models {

struct PatchDiscriminatorOptions {
  int64_t in_channels = 3;
  int64_t base_channels = 64;
  int64_t layers = 3;
  bool instance_norm = true;
  double negative_slope = 0.2;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("in_channels", self.in_channels, at_least(1), "channels of the picture");
    visit("base_channels", self.base_channels, at_least(1), "channels of the first layer");
    visit("layers",
          self.layers,
          in(1, 6),
          "how often the picture is halved; 3 judges 70 × 70 pixels");
    visit("instance_norm", self.instance_norm, "whether all but the first layer are normalised");
    visit("negative_slope",
          self.negative_slope,
          at_least(0).below(1),
          "slope of the LeakyReLU below 0");
  }

  bool operator==(const PatchDiscriminatorOptions&) const = default;
};

/// The side, in pixels, of the patch that one score depends on: 70 for 3 layers.
int64_t patch_side(const PatchDiscriminatorOptions& options);

/// The smallest side of a picture that can be judged: 4·2^layers.
int64_t smallest_side(const PatchDiscriminatorOptions& options);

/// `layers` 4×4 convolutions of stride 2 and one of stride 1, base_channels·(1, 2, 4, 8, 8, …)
/// channels, each followed by instance norm (not the first, and only by option) and LeakyReLU, then
/// a 4×4 convolution to one score; zero borders of 1 (Isola et al. 2017, arXiv 1611.07004,
/// section 6.1).
///
/// picture [N, 3, H, W] in any units, sides at least smallest_side() → scores [N, 1, H', W'], any
/// real numbers. Parameters: layer_1, …, layer_{layers + 1} (with a bias where no norm follows),
/// score.
class PatchDiscriminatorImpl : public torch::nn::Cloneable<PatchDiscriminatorImpl> {
 public:
  explicit PatchDiscriminatorImpl(PatchDiscriminatorOptions options = {});
  void reset() override;
  at::Tensor forward(const at::Tensor& picture);

  PatchDiscriminatorOptions options;
  std::vector<torch::nn::Conv2d> convolutions;
  torch::nn::Conv2d score{nullptr};
};
TORCH_MODULE(PatchDiscriminator);

}  // namespace lowlight::models
