#include "lowlight/models/head_extension.h"

#include <ATen/ATen.h>

#include "lowlight/core/check.h"

namespace lowlight::models {
namespace {

/// With as many rows as `wanted` has, the further ones 0; as it is where that is not all it takes.
at::Tensor with_rows_of(const at::Tensor& stored, const at::Tensor& wanted) {
  if (stored.dim() != wanted.dim() || stored.dim() == 0 || stored.size(0) > wanted.size(0))
    return stored;
  auto sizes = stored.sizes().vec();
  sizes[0] = wanted.size(0) - stored.size(0);
  return at::cat({stored, at::zeros(sizes, stored.options())});
}

}  // namespace

void assign_with_more_outputs(torch::nn::Module& network,
                              io::NamedTensors tensors,
                              const std::string& head,
                              const std::string& where) {
  const auto wanted = io::module_tensors(network);
  for (const auto* kind : {".weight", ".bias"}) {
    const auto stored = tensors.find(head + kind);
    const auto own = wanted.find(head + kind);
    if (stored != tensors.end() && own != wanted.end())
      stored->second = with_rows_of(stored->second, own->second);
  }
  io::assign_tensors(network, tensors, where);
}

HeadTraining::HeadTraining(const std::shared_ptr<torch::nn::Module>& network,
                           const std::string& head) {
  const auto modules = network->named_modules();
  const auto* found = modules.find(head);
  LOWLIGHT_CHECK(!head.empty() && found, "HeadTraining: the network has no module ", head);
  head_ = *found;
  for (const auto& child : network->named_children()) register_module(child.key(), child.value());
  for (const auto& own : network->named_parameters(/*recurse=*/false))
    register_parameter(own.key(), own.value());
  for (const auto& own : network->named_buffers(/*recurse=*/false))
    register_buffer(own.key(), own.value());
  for (auto& parameter : parameters()) parameter.set_requires_grad(false);
  for (auto& parameter : head_->parameters()) parameter.set_requires_grad(true);
  HeadTraining::train(is_training());
}

void HeadTraining::train(bool on) {
  torch::nn::Module::train(false);
  head_->train(on);
}

}  // namespace lowlight::models
