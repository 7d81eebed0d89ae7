#include "blocks/rescale_valid.h"

#include <ATen/ATen.h>
#include <ATen/core/LegacyTypeDispatch.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

namespace lowlight::blocks {
namespace {

at::Tensor dispatch(const at::Tensor& value, const at::Tensor& ratio, const at::Tensor& bias) {
  static const auto operation =
      c10::Dispatcher::singleton()
          .findSchemaOrThrow("lowlight::rescale_valid", "")
          .typed<at::Tensor(const at::Tensor&, const at::Tensor&, const at::Tensor&)>();
  return operation.call(value, ratio, bias);
}

at::Tensor compose(const at::Tensor& value, const at::Tensor& ratio, const at::Tensor& bias) {
  return (value * ratio).addcmul((ratio > 0).to(value.scalar_type()), bias.view({1, -1, 1, 1}));
}

// One backward for all devices: a device's kernel replaces the forward arithmetic only, so none can
// lose gradients.
struct RescaleValid : torch::autograd::Function<RescaleValid> {
  static at::Tensor forward(torch::autograd::AutogradContext* context,
                            const at::Tensor& value,
                            const at::Tensor& ratio,
                            const at::Tensor& bias) {
    const at::AutoDispatchBelowADInplaceOrView no_gradients;
    context->save_for_backward({value, ratio});
    return dispatch(value, ratio, bias);
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 const torch::autograd::variable_list& gradients) {
    const auto saved = context->get_saved_variables();
    const auto &value = saved[0], &ratio = saved[1], &gradient = gradients[0];
    const auto valid = (ratio > 0).to(gradient.scalar_type());
    at::Tensor of_value, of_ratio, of_bias;
    if (context->needs_input_grad(0)) of_value = gradient * ratio;
    if (context->needs_input_grad(1))
      of_ratio = (gradient * value * valid).sum_to_size(ratio.sizes());
    if (context->needs_input_grad(2)) of_bias = (gradient * valid).sum({0, 2, 3});
    return {of_value, of_ratio, of_bias};
  }
};

at::Tensor differentiate(const at::Tensor& value, const at::Tensor& ratio, const at::Tensor& bias) {
  return RescaleValid::apply(value, ratio, bias);
}

}  // namespace

at::Tensor rescale_valid(const at::Tensor& value, const at::Tensor& ratio, const at::Tensor& bias) {
  return dispatch(value, ratio, bias);
}

}  // namespace lowlight::blocks

TORCH_LIBRARY_FRAGMENT(lowlight, library) {
  library.def("rescale_valid(Tensor value, Tensor ratio, Tensor bias) -> Tensor");
}

TORCH_LIBRARY_IMPL(lowlight, CompositeExplicitAutograd, library) {
  library.impl("rescale_valid", lowlight::blocks::compose);
}

TORCH_LIBRARY_IMPL(lowlight, Autograd, library) {
  library.impl("rescale_valid", lowlight::blocks::differentiate);
}
