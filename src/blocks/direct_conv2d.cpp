#include "blocks/direct_conv2d.h"

#include <ATen/Parallel.h>
#include <ATen/autocast_mode.h>
#include <ATen/core/LegacyTypeDispatch.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include <algorithm>
#include <array>
#include <optional>
#include <tuple>
#include <vector>

#include "blocks/direct_conv2d_loops.h"
#include "blocks/plain_conv2d.h"
#include "blocks/tile_group.h"

namespace lowlight::blocks {
namespace {

// From so many channels on, each seeing each, LibTorch's convolutions are as quick or quicker,
// unless tiles save multiplications and each thread has a sample or group.
constexpr int64_t kManyChannels = 48;

using MaybeTensor = std::optional<at::Tensor>;
using Gradients = std::tuple<at::Tensor, at::Tensor, at::Tensor>;

ConvGeometry geometry_of(
    int64_t stride, int64_t padding, int64_t dilation, int64_t groups, int64_t border) {
  return {stride, padding, dilation, groups, PaddingMode(border)};
}

at::Tensor convolve(const at::Tensor& input,
                    const at::Tensor& weight,
                    const MaybeTensor& bias,
                    int64_t stride,
                    int64_t padding,
                    int64_t dilation,
                    int64_t groups,
                    int64_t border) {
  return convolve_directly(input.contiguous(),
                           weight.contiguous(),
                           bias ? bias->contiguous() : at::Tensor(),
                           geometry_of(stride, padding, dilation, groups, border));
}

Gradients gradients(const at::Tensor& gradient,
                    const at::Tensor& input,
                    const at::Tensor& weight,
                    int64_t stride,
                    int64_t padding,
                    int64_t dilation,
                    int64_t groups,
                    int64_t border,
                    std::array<bool, 3> wanted) {
  auto result = gradients_directly(gradient.contiguous(),
                                   input.contiguous(),
                                   weight.contiguous(),
                                   geometry_of(stride, padding, dilation, groups, border),
                                   {wanted[0], wanted[1], wanted[2]});
  return {result.x, result.weight, result.bias};
}

at::Tensor dispatch(const at::Tensor& x,
                    const at::Tensor& weight,
                    const at::Tensor& bias,
                    const ConvGeometry& g) {
  static const auto operation = c10::Dispatcher::singleton()
                                    .findSchemaOrThrow("lowlight::convolution", "")
                                    .typed<decltype(convolve)>();
  return operation.call(x,
                        weight,
                        bias.defined() ? MaybeTensor(bias) : std::nullopt,
                        g.stride,
                        g.padding,
                        g.dilation,
                        g.groups,
                        int64_t(g.padding_mode));
}

Gradients dispatch_backward(const at::Tensor& gradient,
                            const at::Tensor& x,
                            const at::Tensor& weight,
                            const ConvGeometry& g,
                            std::array<bool, 3> wanted) {
  static const auto operation = c10::Dispatcher::singleton()
                                    .findSchemaOrThrow("lowlight::convolution_backward", "")
                                    .typed<decltype(gradients)>();
  return operation.call(gradient,
                        x,
                        weight,
                        g.stride,
                        g.padding,
                        g.dilation,
                        g.groups,
                        int64_t(g.padding_mode),
                        wanted);
}

// Gradients that can be differentiated again are LibTorch's: they are rare.
torch::autograd::variable_list gradients_with_graph(const at::Tensor& gradient,
                                                    const torch::autograd::variable_list& operands,
                                                    const ConvGeometry& geometry,
                                                    std::array<bool, 3> wanted) {
  const auto y = plain_conv2d(operands[0], operands[1], operands[2], geometry);
  torch::autograd::variable_list asked, result(3);
  for (size_t i = 0; i < 3; ++i)
    if (wanted[i]) asked.push_back(operands[i]);
  const auto found = torch::autograd::grad({y}, asked, {gradient}, {}, /*create_graph=*/true);
  for (size_t i = 0, next = 0; i < 3; ++i)
    if (wanted[i]) result[i] = found[next++];
  return result;
}

struct DirectConv2d : torch::autograd::Function<DirectConv2d> {
  static at::Tensor forward(torch::autograd::AutogradContext* context,
                            const at::Tensor& x,
                            const at::Tensor& weight,
                            const MaybeTensor& bias,
                            const ConvGeometry& geometry) {
    const at::AutoDispatchBelowADInplaceOrView no_gradients;
    const auto added = bias.value_or(at::Tensor());
    context->save_for_backward({x, weight, added});
    context->saved_data["geometry"] = std::vector<int64_t>{geometry.stride,
                                                           geometry.padding,
                                                           geometry.dilation,
                                                           geometry.groups,
                                                           int64_t(geometry.padding_mode)};
    return dispatch(x, weight, added, geometry);
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 const torch::autograd::variable_list& gradients) {
    const auto operands = context->get_saved_variables();
    const auto n = context->saved_data["geometry"].toIntVector();
    const auto geometry = geometry_of(n[0], n[1], n[2], n[3], n[4]);
    const std::array<bool, 3> wanted{context->needs_input_grad(0),
                                     context->needs_input_grad(1),
                                     operands[2].defined() && context->needs_input_grad(2)};
    if (at::GradMode::is_enabled()) {
      auto of_operands = gradients_with_graph(gradients[0], operands, geometry, wanted);
      of_operands.emplace_back();
      return of_operands;
    }
    const auto [of_x, of_weight, of_bias] =
        dispatch_backward(gradients[0], operands[0], operands[1], geometry, wanted);
    return {of_x, of_weight, of_bias, {}};
  }
};

at::Tensor differentiate(const at::Tensor& input,
                         const at::Tensor& weight,
                         const MaybeTensor& bias,
                         int64_t stride,
                         int64_t padding,
                         int64_t dilation,
                         int64_t groups,
                         int64_t border) {
  return DirectConv2d::apply(
      input, weight, bias, geometry_of(stride, padding, dilation, groups, border));
}

}  // namespace

at::Tensor direct_conv2d(const at::Tensor& x,
                         const at::Tensor& weight,
                         const at::Tensor& bias,
                         const ConvGeometry& geometry) {
  return dispatch(x, weight, bias, geometry);
}

bool is_for_direct_conv2d(const at::Tensor& x,
                          const at::Tensor& weight,
                          const ConvGeometry& geometry) {
  const auto type = x.scalar_type();
  const bool possible = at::GradMode::is_enabled() && x.is_cpu() && weight.is_cpu() &&
                        (type == at::kFloat || type == at::kDouble) &&
                        weight.scalar_type() == type && x.numel() > 0 &&
                        !at::autocast::is_autocast_enabled(at::kCPU);
  if (!possible || weight.dim() == 5) return possible;
  const int64_t in = weight.size(1), out = weight.size(0) / (x.size(1) / in);
  if (std::min(in, out) < kManyChannels) return true;
  return x.size(0) * geometry.groups >= at::get_num_threads() &&
         is_for_tiles(GroupShape(x, weight, geometry));
}

}  // namespace lowlight::blocks

TORCH_LIBRARY_FRAGMENT(lowlight, library) {
  library.def(
      "convolution(Tensor input, Tensor weight, Tensor? bias, int stride, int padding, int "
      "dilation, int groups, int border) -> Tensor");
  library.def(
      "convolution_backward(Tensor gradient, Tensor input, Tensor weight, int stride, int padding, "
      "int dilation, int groups, int border, bool[3] wanted) -> (Tensor, Tensor, Tensor)");
}

TORCH_LIBRARY_IMPL(lowlight, CPU, library) {
  library.impl("convolution", lowlight::blocks::convolve);
  library.impl("convolution_backward", lowlight::blocks::gradients);
}

TORCH_LIBRARY_IMPL(lowlight, Autograd, library) {
  library.impl("convolution", lowlight::blocks::differentiate);
}
