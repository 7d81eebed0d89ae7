// WaveletConv over the valid pixels only.
#pragma once

#include <torch/nn/pimpl.h>

#include "lowlight/blocks/masked_tensor.h"
#include "lowlight/blocks/wavelet_conv.h"

namespace lowlight::blocks {

/// WaveletConv where every band of every level has a mask (masked_haar) and every convolution is a
/// binary PartialConv2d: x [N, C, H, W] with mask [N, 1, H, W] → [N, C, ⌈H/stride⌉, ⌈W/stride⌉]
/// with its mask.
///
/// A pixel is valid in the end where the convolution of the picture or of any band of any level
/// reaches it; elsewhere it is 0. With a full mask this is wavelet_conv, away from borders (padded
/// zeros are invalid). An undefined mask is a full one. What lies under the mask, NaN included,
/// changes neither the output nor any gradient.
MaskedTensor partial_wavelet_conv(const MaskedTensor& x,
                                  const WaveletWeights& weights,
                                  const WaveletConvOptions& options);

/// partial_wavelet_conv with learned weights; the mask is checked at the door.
class PartialWaveletConvImpl : public WaveletModule<PartialWaveletConvImpl> {
 public:
  explicit PartialWaveletConvImpl(WaveletConvOptions options);
  MaskedTensor forward(const MaskedTensor& x);
};
TORCH_MODULE(PartialWaveletConv);

}  // namespace lowlight::blocks
