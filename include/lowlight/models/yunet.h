// A small detector of faces.
#pragma once

#include <torch/nn/cloneable.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/pimpl.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "lowlight/detection/detector.h"

namespace lowlight::models {

/// A point-wise and a depth-wise 3×3 convolution.
struct PointDepthUnit {
  torch::nn::Conv2d pointwise{nullptr};
  torch::nn::Conv2d depthwise{nullptr};

  at::Tensor operator()(const at::Tensor& map) const;
};

/// YuNet (n) (Wu, Peng, Yu 2023, "YuNet: A Tiny Millisecond-level Face Detector"): a 3×3
/// convolution of stride 2, five stages of point- and depth-wise convolutions up to 1/32 of the
/// size, a pyramid that carries the coarse maps down to the fine, and at strides 8, 16 and 32 the
/// logits of class and objectness, boxes and five landmarks (eyes, nose, corners of the mouth, from
/// left to right in the picture). 73,840 weights.
///
/// Pictures [N, 3, H, W] in [0, 1] are padded with black to multiples of 32 on the right and below;
/// the network's own units are blue, green, red from 0 to 255. One anchor stands at the corner of
/// each cell of the padded picture, as large as the stride, with variances of 1. Weights are zero
/// until load_yunet, frozen always; gradients flow to the pictures.
class YuNetImpl : public torch::nn::Cloneable<YuNetImpl>, public detection::Detector {
 public:
  YuNetImpl() { reset(); }
  void reset() override;

  detection::Heads heads(const at::Tensor& pictures) override;
  detection::ManyCentres<detection::Pixels> anchors(detection::PictureSize picture) const override;
  detection::VarianceCoding coding() const override { return {1, 1}; }
  std::string description() const override;

  /// Where the weights are from, for description(); "" means none.
  std::string source;

  /// Each unit with its published name, in the order of the network.
  std::vector<std::pair<std::string, PointDepthUnit>> units;
  torch::nn::Conv2d stem{nullptr};

 private:
  const PointDepthUnit& unit(const std::string& name) const;
  at::Tensor activated(const std::string& name, const at::Tensor& map) const;
};
TORCH_MODULE(YuNet);

/// The detector of a file with the published names (tools/convert_checkpoint.py --layout yunet),
/// ready to use. Throws CheckpointError where it is missing, damaged or another network's: names
/// and shapes are listed.
YuNet load_yunet(const std::filesystem::path& path);

}  // namespace lowlight::models
