#include "checkpointing.h"

#include <ATen/ATen.h>
#include <torch/nn/module.h>

#include "lowlight/io/checkpoint.h"
#include "lowlight/training/training_state.h"

namespace lowlight::training {
namespace {

std::filesystem::path state_path(const Run& run) { return run.folder / "state.safetensors"; }

/// Copies of the network's own weights.
io::NamedTensors copied_weights(const torch::nn::Module& network) {
  auto weights = io::module_tensors(network);
  for (auto& [name, tensor] : weights) tensor = tensor.detach().clone();
  return weights;
}

}  // namespace

std::filesystem::path weights_path(const Run& run) { return run.folder / "weights.safetensors"; }

void save_run(Learner& learner, const Run& run, const std::function<void()>& judge) {
  auto& network = learner.task.network();
  const auto own = copied_weights(network);
  io::assign_tensors(network, learner.average.tensors(), "the averaged weights");
  auto info = learner.task.info();
  info.step = learner.step;
  info.parent = run.parent;
  io::save_checkpoint(weights_path(run), network, info);
  judge();
  io::assign_tensors(network, own, "the network's own weights");
  save_state(state_path(run), {learner.step, run.config, learner.tensors()}, learner.device);
}

void resume_run(Learner& learner, const Run& run) {
  TrainingState state{0, "", learner.tensors()};
  load_state(state_path(run), state, learner.device);
  learner.step = state.step;
}

}  // namespace lowlight::training
