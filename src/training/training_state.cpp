#include "lowlight/training/training_state.h"

#include <ATen/ATen.h>
#include <ATen/Context.h>

#include <charconv>
#include <mutex>
#include <string>
#include <vector>

#include "lowlight/core/error.h"
#include "lowlight/io/safetensors.h"

namespace lowlight::training {
namespace {

constexpr const char* kFormat = "lowlight training state 1";

/// Generators by the name their state has in the file.
std::map<std::string, at::Generator> generators(c10::Device device) {
  std::map<std::string, at::Generator> result;
  result["random.cpu"] = at::globalContext().defaultGenerator(at::kCPU);
  if (device.type() != at::kCPU)
    result["random.device"] = at::globalContext().defaultGenerator(device);
  return result;
}

std::vector<std::string> differences(const io::NamedTensors& wanted,
                                     const io::NamedTensors& found) {
  std::vector<std::string> problems;
  for (const auto& [name, tensor] : wanted) {
    const auto other = found.find(name);
    if (other == found.end()) {
      problems.push_back(name + " is missing");
    } else if (other->second.sizes() != tensor.sizes() ||
               other->second.scalar_type() != tensor.scalar_type()) {
      problems.push_back(name + " has another shape or type");
    }
  }
  for (const auto& [name, tensor] : found) {
    if (!wanted.contains(name)) problems.push_back(name + " is not part of this run");
  }
  return problems;
}

}  // namespace

void save_state(const std::filesystem::path& path, const TrainingState& state, c10::Device device) {
  io::TensorFile file{
      state.tensors,
      {{"format", kFormat}, {"step", std::to_string(state.step)}, {"config", state.config}}};
  for (auto& [name, generator] : generators(device)) {
    const std::lock_guard lock(generator.mutex());
    file.tensors[name] = generator.get_state();
  }
  io::write_safetensors(path, file);
}

void load_state(const std::filesystem::path& path, TrainingState& state, c10::Device device) {
  const auto file = io::read_safetensors(path);
  const auto text = [&](const std::string& key) {
    const auto found = file.metadata.find(key);
    return found == file.metadata.end() ? std::string() : found->second;
  };
  const auto step = text("step");
  int64_t steps_done = -1;
  std::from_chars(step.data(), step.data() + step.size(), steps_done);
  if (text("format") != kFormat || steps_done < 0)
    throw CheckpointError(path.string(), {"is no training state"});

  auto sources = generators(device);
  auto wanted = state.tensors;
  for (auto& [name, generator] : sources) wanted[name] = generator.get_state();
  const auto problems = differences(wanted, file.tensors);
  if (!problems.empty()) throw CheckpointError(path.string(), problems);

  state.step = steps_done;
  state.config = text("config");
  for (auto& [name, tensor] : state.tensors) tensor.detach().copy_(file.tensors.at(name));
  for (auto& [name, generator] : sources) {
    const std::lock_guard lock(generator.mutex());
    generator.set_state(file.tensors.at(name));
  }
}

std::string read_state_config(const std::filesystem::path& path) {
  const auto metadata = io::read_safetensors_metadata(path);
  const auto found = metadata.find("config");
  return found == metadata.end() ? "" : found->second;
}

}  // namespace lowlight::training
