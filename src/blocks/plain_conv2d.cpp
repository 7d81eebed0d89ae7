#include "blocks/plain_conv2d.h"

#include <ATen/ops/conv2d.h>

namespace lowlight::blocks {

at::Tensor plain_conv2d(const at::Tensor& x,
                        const at::Tensor& weight,
                        const at::Tensor& bias,
                        const ConvGeometry& geometry) {
  if (weight.dim() == 5) {
    // A batch with a kernel a sample is one convolution with N times the groups.
    const int64_t samples = x.size(0);
    auto of_all = geometry;
    of_all.groups *= samples;
    const auto y = plain_conv2d(x.reshape({1, samples * x.size(1), x.size(2), x.size(3)}),
                                weight.flatten(0, 1),
                                bias.defined() ? bias.flatten() : bias,
                                of_all);
    return y.view({samples, weight.size(1), y.size(2), y.size(3)});
  }
  const bool by_hand = geometry.padding_mode != PaddingMode::zeros;
  const auto padded = by_hand ? pad2d(x, geometry.padding, geometry.padding_mode) : x;
  // Where autocast is on, the products alone are in reduced precision: all around them is not.
  return at::conv2d(padded,
                    weight,
                    bias,
                    geometry.stride,
                    by_hand ? 0 : geometry.padding,
                    geometry.dilation,
                    geometry.groups)
      .to(x.scalar_type());
}

}  // namespace lowlight::blocks
