#include "training/learner.h"

#include <ATen/ATen.h>
#include <torch/nn/module.h>

#include "lowlight/core/cuda_library.h"
#include "lowlight/io/options_text.h"

namespace lowlight::training {
namespace {

torch::nn::Module& prepared_network(Task& task, c10::Device device) {
  task.trained().to(device);
  task.to(device);
  task.trained().train();
  return task.network();
}

}  // namespace

Learner::Learner(Task& the_task, const TrainerOptions& options, const Ranks& the_ranks)
    : threads(options.threads),
      task(the_task),
      ranks(the_ranks),
      device(resolve_device(options.device)),
      average(prepared_network(task, device), options.average),
      adam(task.trained(), options.adam),
      precision(options.precision) {
  for (const auto& text : options.loss_weights) {
    if (const auto ramp = parse_weight_ramp(text)) ramps.push_back(*ramp);
  }
  if (ranks.size() > 1) sums.emplace(task.trained(), ranks);
}

void Learner::synchronise() {
  if (ranks.size() == 1) return;
  const auto text = broadcast_text(io::options_to_text(progress), 0, ranks);
  progress = io::options_from_text<Progress>(text, "rank 0");
  for (const auto& [name, tensor] : tensors()) {
    const auto values = tensor.detach().contiguous();
    ranks.broadcast(values, 0);
    tensor.detach().copy_(values);
  }
}

io::NamedTensors Learner::tensors() const {
  io::NamedTensors result;
  const auto add = [&](const std::string& prefix, const io::NamedTensors& tensors) {
    for (const auto& [name, tensor] : tensors) result[prefix + name] = tensor;
  };
  add("network.", io::module_tensors(task.trained()));
  add("average.", average.tensors());
  add("adam.", adam.state());
  return result;
}

Batch moved(Batch batch, c10::Device device) {
  for (auto& [name, tensor] : batch.tensors) tensor = tensor.to(device);
  return batch;
}

}  // namespace lowlight::training
