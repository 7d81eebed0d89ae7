// The network that takes noise off very dark photos before they are brightened.
#pragma once

#include <torch/nn/cloneable.h>
#include <torch/nn/modules/container/modulelist.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/pimpl.h>

#include <cstdint>
#include <filesystem>
#include <vector>

#include "lowlight/core/problems.h"
#include "lowlight/core/rule.h"

namespace lowlight::models {

struct DenoiserOptions {
  std::vector<int64_t> channels = {32, 48, 64, 64};

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit(
        "channels", self.channels, in(1, 1024), "channels at half size, and at each half of that");
  }

  /// There are one to eight levels.
  void check(Problems& problems) const;

  bool operator==(const DenoiserOptions&) const = default;
};

/// Two 3 × 3 convolutions, each followed by a ReLU.
class TwoConvolutionsImpl : public torch::nn::Cloneable<TwoConvolutionsImpl> {
 public:
  TwoConvolutionsImpl(int64_t inputs, int64_t outputs) : inputs_(inputs), outputs_(outputs) {
    reset();
  }
  void reset() override;
  at::Tensor forward(const at::Tensor& x) { return second(first(x).relu()).relu(); }

  torch::nn::Conv2d first{nullptr}, second{nullptr};

 private:
  int64_t inputs_, outputs_;
};
TORCH_MODULE(TwoConvolutions);

/// A U-Net (Ronneberger et al., arXiv 1505.04597) on the four phases of 2 × 2 pixels, as in FFDNet
/// (Zhang et al., arXiv 1710.04026). It sees log(1 + x/σ), log(1 + max(e, 0)/σ) and log σ and adds
/// to the second, which becomes log(1 + y/σ): x being the noisy codes, e what stands out of their
/// noise in blocks of cosines (src/models/cosine_thresholding.h) and y what they would be without
/// noise. So dark and light errors count alike, and that noise cut off at black makes black lighter
/// is learned too. Levels halve by the mean of 2 × 2 and double bilinearly, borders of convolutions
/// are zero. Parameters: down, narrow, up, last.
class DenoiserImpl : public torch::nn::Cloneable<DenoiserImpl> {
 public:
  explicit DenoiserImpl(DenoiserOptions options = {});
  void reset() override;

  /// Codes [N, 3, H, W], at least 0 and of any size, with noise of a deviation [N] in codes, above
  /// 0 → the same without noise, [N, 3, H, W], above −deviation. Sides are repeated up to multiples
  /// of 2 to the power of the levels. Throws c10::ValueError for other shapes.
  at::Tensor forward(const at::Tensor& codes, const at::Tensor& deviation);

  DenoiserOptions options;
  torch::nn::ModuleList down{nullptr}, narrow{nullptr}, up{nullptr};
  torch::nn::Conv2d last{nullptr};
};
TORCH_MODULE(Denoiser);

/// The network kind that checkpoints of denoisers carry.
inline constexpr const char* kDenoiserNetwork = "denoiser";

/// The denoiser of a checkpoint, ready to use. Throws CheckpointError where the file is missing,
/// damaged or another network's, or holds a number that is none (models/weights_file.h): names and
/// shapes are listed.
Denoiser load_denoiser(const std::filesystem::path& path);

}  // namespace lowlight::models
