#include "lowlight/blocks/doubled_conv.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/einsum.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/tensor.h>

#include "blocks/oct_bands.h"
#include "lowlight/blocks/oct_tensor.h"

namespace lowlight::blocks {
namespace {

bool has_four_phases(const at::Tensor& weight, const ConvGeometry& geometry) {
  // Both borders repeat the outermost pixel of x once: the doubled map mirrors onto its twin.
  const bool repeats_the_edge = geometry.padding_mode == PaddingMode::reflect ||
                                geometry.padding_mode == PaddingMode::replicate;
  return weight.size(2) == 3 && geometry.padding == 1 && geometry.stride == 1 &&
         geometry.dilation == 1 && geometry.groups == 1 && repeats_the_edge;
}

// Row 2i sees the rows i − 1, i, i of x, row 2i + 1 the rows i, i, i + 1; columns likewise.
// [C', C, 3, 3] → [4·C', C, 2, 2], phase by phase.
at::Tensor phase_kernels(const at::Tensor& weight) {
  const auto taps = at::tensor({1., 0., 0., 0., 1., 1., 1., 1., 0., 0., 0., 1.}, weight.options())
                        .view({2, 2, 3});
  const auto kernels = at::einsum("apu,bqv,oiuv->aboipq", {taps, taps, weight});
  return kernels.reshape({4 * weight.size(0), weight.size(1), 2, 2});
}

at::Tensor convolve_by_phases(const at::Tensor& x,
                              const at::Tensor& weight,
                              const at::Tensor& bias) {
  const int64_t channels = weight.size(0), height = x.size(2), width = x.size(3);
  const auto phases = padded_conv2d(pad2d(x, 1, PaddingMode::replicate),
                                    phase_kernels(weight),
                                    bias.defined() ? bias.repeat({4}) : bias,
                                    {});
  const auto layout = x.options().memory_format(phases.suggest_memory_format());
  auto result = at::empty({x.size(0), channels, 2 * height, 2 * width}, layout);
  for (int64_t row = 0; row < 2; ++row) {
    for (int64_t column = 0; column < 2; ++column) {
      const auto phase = phases.narrow(1, (2 * row + column) * channels, channels);
      result.slice(2, row, {}, 2)
          .slice(3, column, {}, 2)
          .copy_(phase.narrow(2, row, height).narrow(3, column, width));
    }
  }
  return result;
}

}  // namespace

at::Tensor doubled_conv2d(const at::Tensor& x,
                          const at::Tensor& weight,
                          const at::Tensor& bias,
                          const ConvGeometry& geometry,
                          int64_t height,
                          int64_t width) {
  if (is_pointwise(weight.size(2), geometry)) {
    return upsample_to(padded_conv2d(x, weight, bias, geometry), height, width);
  }
  const bool whole = height == 2 * x.size(2) && width == 2 * x.size(3);
  if (!at::GradMode::is_enabled() && whole && x.numel() > 0 && has_four_phases(weight, geometry)) {
    return convolve_by_phases(x, weight, bias);
  }
  return padded_conv2d(upsample_to(x, height, width), weight, bias, geometry);
}

}  // namespace lowlight::blocks
