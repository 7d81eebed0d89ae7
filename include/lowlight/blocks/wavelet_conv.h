// Depth-wise convolution with a wide view at little cost: small kernels on the bands of a wavelet
// pyramid.
#pragma once

#include <torch/nn/cloneable.h>
#include <torch/nn/modules/container/modulelist.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/pimpl.h>

#include <string>
#include <vector>

#include "lowlight/core/rule.h"

namespace lowlight::blocks {

struct WaveletConvOptions {
  int64_t channels = 0;
  int64_t kernel_size = 5;
  int64_t levels = 1;
  int64_t stride = 1;
  bool bias = true;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("channels", self.channels, at_least(1), "channels of input and output");
    visit("kernel_size",
          self.kernel_size,
          at_least(1),
          "side of the square kernels, in pixels of their level");
    visit("levels", self.levels, at_least(1), "levels of the Haar pyramid");
    visit("stride", self.stride, at_least(1), "every so many pixels of the result are kept");
    visit("bias", self.bias, "whether the convolution of the picture adds a learned bias");
  }
};

/// One learned factor a channel: `weight` [1, C, 1, 1], all `initial` at first.
class ChannelScaleImpl : public torch::nn::Cloneable<ChannelScaleImpl> {
 public:
  ChannelScaleImpl(int64_t channels, double initial);
  void reset() override;
  at::Tensor forward(const at::Tensor& x);

  int64_t channels;
  double initial;
  at::Tensor weight;
};
TORCH_MODULE(ChannelScale);

/// The weights of WaveletConv and PartialWaveletConv: base [C, 1, k, k], bias [C] or none,
/// base_scale [1, C, 1, 1]; of each level kernels [4C, 1, k, k] and scales [1, 4C, 1, 1], where
/// channel 4c + b is band b of channel c: low, vertical, horizontal, diagonal.
struct WaveletWeights {
  at::Tensor base;
  at::Tensor bias;
  at::Tensor base_scale;
  std::vector<at::Tensor> levels;
  std::vector<at::Tensor> level_scales;
};

/// y = base_scale · conv(x, base) + Σ over the levels of what inverse_haar makes of level_scales ·
/// conv(bands, levels); the low band of a level is the picture of the next. All convolutions are
/// depth-wise and keep the size, on zeros. x [N, C, H, W] of any size → [N, C, ⌈H/stride⌉,
/// ⌈W/stride⌉]. Finder et al., "Wavelet Convolutions for Large Receptive Fields", arXiv 2407.05848,
/// section 3.
at::Tensor wavelet_conv(const at::Tensor& x,
                        const WaveletWeights& weights,
                        const WaveletConvOptions& options);

/// Holds WaveletWeights under the names of the published module: base_conv, base_scale,
/// wavelet_convs.<level>, wavelet_scale.<level>.
template <class Derived>
class WaveletModule : public torch::nn::Cloneable<Derived> {
 public:
  void reset() override;
  WaveletWeights weights() const;

  WaveletConvOptions options;
  torch::nn::Conv2d base_conv{nullptr};
  ChannelScale base_scale{nullptr};
  torch::nn::ModuleList wavelet_convs{nullptr};
  torch::nn::ModuleList wavelet_scale{nullptr};

 protected:
  WaveletModule(const char* block, WaveletConvOptions given);
};

/// wavelet_conv with learned weights. The factors of all levels start at 0.1, that of the picture
/// at 1.
class WaveletConvImpl : public WaveletModule<WaveletConvImpl> {
 public:
  explicit WaveletConvImpl(WaveletConvOptions options);
  at::Tensor forward(const at::Tensor& x);
};
TORCH_MODULE(WaveletConv);

}  // namespace lowlight::blocks
