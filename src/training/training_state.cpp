#include "training/training_state.h"

#include <ATen/ATen.h>

#include <sstream>
#include <string>
#include <vector>

#include "lowlight/core/checksum.h"
#include "lowlight/core/error.h"
#include "lowlight/io/options_text.h"
#include "lowlight/io/safetensors.h"
#include "training/random_state.h"

namespace lowlight::training {
namespace {

constexpr const char* kFormat = "lowlight training state 2";

/// Covers names, shapes, types, values and all texts except the checksum itself.
std::string checksum_of(const io::TensorFile& file) {
  uint32_t checksum = 0;
  const auto add = [&](const void* data, size_t bytes) {
    checksum = crc32c({static_cast<const uint8_t*>(data), bytes}, checksum);
  };
  const auto add_text = [&](const std::string& text) { add(text.c_str(), text.size() + 1); };
  for (const auto& [key, text] : file.metadata) {
    if (key == "checksum") continue;
    add_text(key);
    add_text(text);
  }
  for (const auto& [name, tensor] : file.tensors) {
    std::ostringstream kind;
    kind << name << ' ' << tensor.sizes() << ' ' << tensor.scalar_type();
    add_text(kind.str());
    add(tensor.const_data_ptr(), tensor.nbytes());
  }
  return std::to_string(checksum);
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
  io::TensorFile file;
  for (const auto& [name, tensor] : state.tensors)
    file.tensors[name] = tensor.detach().cpu().contiguous();
  file.tensors.merge(random_state(device));
  file.metadata = {{"format", kFormat},
                   {"progress", io::options_to_text(state.progress)},
                   {"config", state.config}};
  file.metadata["checksum"] = checksum_of(file);
  io::write_safetensors(path, file);
}

TrainingState read_state(const std::filesystem::path& path) {
  auto file = io::read_safetensors(path);
  if (file.metadata["format"] != kFormat)
    throw CheckpointError(path.string(), {"is no training state of this version"});
  if (file.metadata["checksum"] != checksum_of(file))
    throw CheckpointError(path.string(), {"is damaged: its checksum is another"});
  return {io::options_from_text<Progress>(file.metadata["progress"], path.string()),
          file.metadata["config"],
          std::move(file.tensors)};
}

void restore_state(const TrainingState& saved,
                   const std::string& where,
                   io::NamedTensors& tensors,
                   c10::Device device) {
  auto wanted = random_state(device);
  wanted.insert(tensors.begin(), tensors.end());
  auto problems = differences(wanted, saved.tensors);
  if (!problems.empty()) throw CheckpointError(where, std::move(problems));
  for (auto& [name, tensor] : tensors) tensor.detach().copy_(saved.tensors.at(name));
  set_random_state(saved.tensors, device);
}

}  // namespace lowlight::training
