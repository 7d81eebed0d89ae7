#include "lowlight/models/patch_discriminator.h"
#include "lowlight/core/fields.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "lowlight/blocks/ada_conv2d.h"
#include "lowlight/core/check.h"
#include "lowlight/core/names.h"

namespace lowlight::models {
namespace {

constexpr int64_t kKernel = 4;

torch::nn::Conv2d convolution(int64_t in, int64_t out, int64_t stride, bool bias) {
  return torch::nn::Conv2d(
      torch::nn::Conv2dOptions(in, out, kKernel).stride(stride).padding(1).bias(bias));
}

}  // namespace

int64_t patch_side(const PatchDiscriminatorOptions& options) {
  // Two layers of stride 1, then doubled once per halving, seen from the score backwards.
  int64_t side = 2 * (kKernel - 1) + 1;
  for (int64_t i = 0; i < options.layers; ++i) side = 2 * side + kKernel - 2;
  return side;
}

int64_t smallest_side(const PatchDiscriminatorOptions& options) {
  return kKernel << options.layers;
}

PatchDiscriminatorImpl::PatchDiscriminatorImpl(PatchDiscriminatorOptions options_)
    : options(std::move(options_)) {
  require_valid("PatchDiscriminator", options);
  reset();
}

void PatchDiscriminatorImpl::reset() {
  convolutions.clear();
  int64_t in = options.in_channels;
  for (int64_t i = 0; i <= options.layers; ++i) {
    const auto out = options.base_channels << std::min<int64_t>(i, 3);
    // A normalisation takes any bias away again.
    const bool bias = i == 0 || !options.instance_norm;
    convolutions.push_back(register_module("layer_" + std::to_string(i + 1),
                                           convolution(in, out, i < options.layers ? 2 : 1, bias)));
    in = out;
  }
  score = register_module("score", convolution(in, 1, 1, /*bias=*/true));
}

at::Tensor PatchDiscriminatorImpl::forward(const at::Tensor& picture) {
  const auto smallest = smallest_side(options);
  LOWLIGHT_CHECK(picture.dim() == 4 && picture.size(1) == options.in_channels &&
                     picture.size(2) >= smallest && picture.size(3) >= smallest,
                 "PatchDiscriminator: a picture must be [N, ",
                 options.in_channels,
                 ", H, W] with sides of at least ",
                 smallest,
                 ", got ",
                 picture.sizes());
  auto x = picture;
  for (size_t i = 0; i < convolutions.size(); ++i) {
    x = convolutions[i](x);
    if (options.instance_norm && i > 0) x = blocks::instance_norm(x);
    x = at::leaky_relu(x, options.negative_slope);
  }
  return score(x);
}

}  // namespace lowlight::models
