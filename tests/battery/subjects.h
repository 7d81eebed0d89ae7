// What the battery runs over: every registered block and network, with what it eats.
#pragma once

#include <ATen/ATen.h>
#include <torch/nn/module.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace lowlight::test {

using Tensors = std::vector<at::Tensor>;

/// One kind of module. Inputs and outputs are lists so that the battery need not know their types;
/// the first dimension of each is the batch.
struct Subject {
  std::string name;
  std::function<std::shared_ptr<torch::nn::Module>()> make;
  std::function<Tensors(int64_t batch, int64_t height, int64_t width)> inputs;
  std::function<Tensors(torch::nn::Module& module, const Tensors& inputs)> run;
  int64_t least_side = 1;  ///< the smallest height and width that it takes
};

/// A subject from a holder type, its options, its inputs and a function (Impl&, const Tensors&) →
/// Tensors. Outputs that are undefined are left out.
template <class Holder, class Options, class Run>
Subject subject(std::string name,
                Options options,
                std::function<Tensors(int64_t, int64_t, int64_t)> inputs,
                Run run,
                int64_t least_side = 1) {
  return {std::move(name),
          [options] { return Holder(options).ptr(); },
          std::move(inputs),
          [run](torch::nn::Module& module, const Tensors& in) {
            Tensors outputs = run(dynamic_cast<typename Holder::ContainedType&>(module), in);
            std::erase_if(outputs, [](const at::Tensor& y) { return !y.defined(); });
            return outputs;
          },
          least_side};
}

std::vector<Subject> block_subjects();
std::vector<Subject> model_subjects();

/// All of them.
inline std::vector<Subject> subjects() {
  auto all = block_subjects();
  for (auto& model : model_subjects()) all.push_back(std::move(model));
  return all;
}

}  // namespace lowlight::test
