// The enhancer's network: reads a small, brightened picture and a look, predicts local colour
// corrections.
#pragma once

#include <torch/nn/cloneable.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/pimpl.h>

#include <string>
#include <vector>

#include "lowlight/blocks/ada_oct_conv.h"
#include "lowlight/blocks/oct_tensor.h"
#include "lowlight/core/rule.h"
#include "lowlight/models/encoder.h"

namespace lowlight::models {

struct EnhancerOptions {
  int64_t levels = 2;
  int64_t base_channels = 8;
  double alpha = 0.5;
  int64_t style_kernel = 3;
  int64_t group_div = 4;
  int64_t grid_cells = 16;
  int64_t grid_depth = 8;
  double bound = 0.5;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("levels", self.levels, in(1, 6), "how often the encoders halve the small picture");
    visit("base_channels", self.base_channels, in(1, 512), "channels before the first halving");
    visit("alpha", self.alpha, in(0, 1), "share of channels at half size");
    visit("style_kernel", self.style_kernel, in(1, 15).odd_only(), "side of the look's code");
    visit("group_div",
          self.group_div,
          at_least(1),
          "channels in each group of the predicted kernels");
    visit("grid_cells",
          self.grid_cells,
          in(1, 256),
          "cells of the grid along the picture's long side");
    visit("grid_depth", self.grid_depth, in(1, 256), "cells of the grid from black to white");
    visit("bound", self.bound, above(0), "largest size of any number of a correction");
  }

  bool operator==(const EnhancerOptions&) const = default;
};

/// content encoder → AdaOctConv with kernels predicted from the look → 1×1 to one band → mean over
/// grid cells → 1×1, bounded by `bound`·tanh: a grid of affine corrections for apply_affine_grid
/// (Gharbi et al. 2017, with the look joined as in Kwon et al., arXiv 2312.05928). The last layer
/// starts at zero: an untrained enhancer changes nothing.
///
/// A look is a style code: of a reference picture, or the stored one of well-lit photos, which is
/// learned. Parameters: content_encoder, look_encoder, join, merge, head, stored_high, stored_low.
class EnhancerImpl : public torch::nn::Cloneable<EnhancerImpl> {
 public:
  explicit EnhancerImpl(EnhancerOptions options);
  void reset() override;

  /// brightened [N, 3, h, w] in [0, 1], sides over content_encoder's too_small(); look of N or 1
  /// pictures → grid [N, 12, grid_depth, rows, columns], the longer of rows and columns being
  /// grid_cells.
  at::Tensor forward(const at::Tensor& brightened, const blocks::OctTensor& look);

  /// The look of reference pictures [N, 3, h, w] in [0, 1]: bands [N, C, style_kernel,
  /// style_kernel].
  blocks::OctTensor look_of(const at::Tensor& references);

  /// The stored look, N = 1.
  blocks::OctTensor stored_look() const { return {stored_high, stored_low}; }

  EnhancerOptions options;
  Encoder content_encoder{nullptr};
  Encoder look_encoder{nullptr};
  blocks::AdaOctConv join{nullptr};
  blocks::OctConvLast merge{nullptr};
  torch::nn::Conv2d head{nullptr};
  torch::Tensor stored_high;
  torch::Tensor stored_low;
};
TORCH_MODULE(Enhancer);

}  // namespace lowlight::models
