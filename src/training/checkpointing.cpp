#include "training/checkpointing.h"

#include <ATen/ATen.h>
#include <torch/nn/module.h>

#include <charconv>
#include <map>
#include <utility>

#include "lowlight/core/atomic_file.h"
#include "lowlight/core/error.h"
#include "lowlight/doctor/finite_check.h"
#include "lowlight/io/checkpoint.h"

namespace lowlight::training {
namespace {

namespace fs = std::filesystem;

constexpr size_t kStatesKept = 2;
constexpr std::string_view kPrefix = "state-", kEnding = ".safetensors";

/// The step of a state by its name, or −1 for any other file.
int64_t step_of(const std::string& name) {
  if (!name.starts_with(kPrefix) || !name.ends_with(kEnding)) return -1;
  const char *begin = name.data() + kPrefix.size(),
             *end = name.data() + name.size() - kEnding.size();
  int64_t step = -1;
  const auto parsed = std::from_chars(begin, end, step);
  return parsed.ec == std::errc() && parsed.ptr == end ? step : -1;
}

fs::path state_path(const fs::path& folder, int64_t step) {
  return folder / (std::string(kPrefix) + std::to_string(step) + std::string(kEnding));
}

/// Copies of the network's own weights.
io::NamedTensors copied_weights(const torch::nn::Module& network) {
  auto weights = io::module_tensors(network);
  for (auto& [name, tensor] : weights) tensor = tensor.detach().clone();
  return weights;
}

void remove_old_states(const fs::path& folder) {
  const auto states = states_in(folder);
  for (size_t i = kStatesKept; i < states.size(); ++i) fs::remove(states[i]);
}

/// As resume_run, on rank 0.
std::vector<std::string> read_run(Learner& learner, const fs::path& folder) {
  remove_unfinished_files(folder);
  auto found = newest_state(folder);
  auto tensors = learner.tensors();
  restore_state(found.state, found.path.string(), tensors, learner.device);
  learner.progress = found.state.progress;
  for (const auto& path : found.damaged) fs::rename(path, path.string() + ".damaged");
  for (auto& warning : found.warnings) {
    warning += "; it is passed over and kept with the ending .damaged, the run goes on from step " +
               std::to_string(learner.progress.step);
  }
  const int64_t before = std::exchange(learner.progress.ranks, learner.ranks.size());
  if (before != learner.ranks.size()) {
    found.warnings.push_back("step " + std::to_string(learner.progress.step) + " was made by " +
                             std::to_string(before) + " processes, the run goes on with " +
                             std::to_string(learner.ranks.size()) +
                             "; the order of the samples is the same");
  }
  return found.warnings;
}

}  // namespace

fs::path weights_path(const fs::path& folder) { return folder / "weights.safetensors"; }

std::vector<fs::path> states_in(const fs::path& folder) {
  std::map<int64_t, fs::path, std::greater<>> states;
  std::error_code missing;
  for (const auto& entry : fs::directory_iterator(folder, missing)) {
    const auto step = step_of(entry.path().filename().string());
    if (step >= 0) states[step] = entry.path();
  }
  std::vector<fs::path> paths;
  for (const auto& [step, path] : states) paths.push_back(path);
  return paths;
}

FoundState newest_state(const fs::path& folder) {
  FoundState found;
  for (const auto& path : states_in(folder)) {
    try {
      found.state = read_state(path);
      found.path = path;
      return found;
    } catch (const CheckpointError& error) {
      found.damaged.push_back(path);
      found.warnings.push_back(error.what());
    }
  }
  if (found.warnings.empty()) found.warnings.push_back("holds no state of a run");
  throw CheckpointError(folder.string(), found.warnings);
}

void keep_as_best(const fs::path& folder) {
  write_file_atomically(folder / "best.safetensors", read_file(weights_path(folder)));
}

std::vector<std::string> save_run(Learner& learner,
                                  const fs::path& folder,
                                  const std::string& config,
                                  const std::string& parent,
                                  const std::function<void()>& judge) {
  const auto tensors = learner.tensors();
  const std::vector<doctor::NamedTensor> values(tensors.begin(), tensors.end());
  if (!doctor::all_finite(values)) return doctor::non_finite_names(values);
  auto& network = learner.task.network();
  const auto own = copied_weights(network);
  const bool writes = learner.ranks.rank() == 0;
  io::assign_tensors(network, learner.average.tensors(), "the averaged weights");
  auto info = learner.task.info();
  info.step = learner.progress.step;
  info.parent = parent;
  if (writes) io::save_checkpoint(weights_path(folder), network, info);
  judge();
  io::assign_tensors(network, own, "the network's own weights");
  if (!writes) return {};
  save_state(state_path(folder, info.step), {learner.progress, config, tensors}, learner.device);
  remove_old_states(folder);
  return {};
}

std::vector<std::string> resume_run(Learner& learner, const fs::path& folder) {
  std::vector<std::string> warnings;
  if (learner.ranks.rank() == 0) warnings = read_run(learner, folder);
  learner.synchronise();
  return warnings;
}

}  // namespace lowlight::training
