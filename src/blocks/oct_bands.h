// What octave blocks share, with masks and without.
#pragma once

#include "lowlight/blocks/oct_conv.h"

namespace lowlight::blocks {

struct BandSize {
  int64_t height;
  int64_t width;
};

/// The size of the high band; twice the low band's where there is no high band.
BandSize size_of_high(const OctTensor& x);

/// Whether a convolution mixes no pixels, so that it commutes with up-sampling.
bool is_pointwise(int64_t kernel_size, const ConvGeometry& geometry);

/// Rank and channels of a first block's input.
void check_plain(const char* block, const at::Tensor& x, const OctConvOptions& options);

/// Presence, channels, batch and sizes of both bands.
void check_bands(const char* block, const OctTensor& x, const OctConvOptions& options);

/// freq_ratio[0]·high + freq_ratio[1]·low, of the bands that are there.
at::Tensor weighted_sum(const at::Tensor& high,
                        const at::Tensor& low,
                        const OctConvOptions& options);

}  // namespace lowlight::blocks
