#include "lowlight/models/weights_file.h"

#include <ATen/ATen.h>

#include <string>
#include <vector>

#include "lowlight/io/safetensors.h"

namespace lowlight::models {

io::NamedTensors read_weights(const std::filesystem::path& path) {
  auto tensors = io::read_safetensors(path).tensors;
  std::vector<std::string> problems;
  for (const auto& [name, tensor] : tensors) {
    if (!tensor.isfinite().all().item<bool>()) problems.push_back(name + " holds NaN or infinity");
  }
  if (!problems.empty()) throw CheckpointError(path.string(), problems);
  return tensors;
}

void require_numbers(const io::NamedTensors& tensors,
                     int64_t numbers,
                     const std::filesystem::path& path) {
  int64_t held = 0;
  for (const auto& [name, tensor] : tensors) held += tensor.numel();
  if (held >= numbers / 16) return;
  throw CheckpointError(path.string(),
                        {"its options ask for " + std::to_string(numbers) +
                         " numbers or more, its tensors hold " + std::to_string(held)});
}

}  // namespace lowlight::models
