#include "models/fused_stem.h"

#include <ATen/ATen.h>

namespace lowlight::models {
namespace {

// The kernel of stem and then halving: a full convolution of the two kernels.
at::Tensor composed(const at::Tensor& stem, const at::Tensor& halving) {
  return at::conv_transpose2d(stem.transpose(0, 1), halving.transpose(0, 1)).transpose(0, 1);
}

at::Tensor fused(const at::Tensor& picture,
                 const StemWeights& weights,
                 const at::Tensor& halving,
                 int64_t stride,
                 int64_t padding) {
  const auto bias = at::mv(halving.sum({2, 3}), weights.stem_bias);
  return at::conv2d(picture, composed(weights.stem, halving), bias, stride, padding)
      .to(picture.scalar_type());
}

}  // namespace

bool stem_can_be_fused(const at::Tensor& picture) {
  const auto height = picture.size(2), width = picture.size(3);
  return height % 4 == 0 && width % 4 == 0 && height >= kStemStrip && width >= kStemStrip;
}

blocks::OctTensor fused_stem(const at::Tensor& picture, const StemWeights& weights) {
  blocks::OctTensor bands;
  if (weights.high.defined()) bands.high = fused(picture, weights, weights.high, 2, 4);
  if (weights.low.defined()) {
    // A mean over 2×2 pixels before a kernel is that kernel with each tap spread over 2×2.
    const auto spread = weights.low.repeat_interleave(2, 2).repeat_interleave(2, 3) / 4;
    bands.low = fused(picture, weights, spread, 4, 5);
  }
  return bands;
}

}  // namespace lowlight::models
