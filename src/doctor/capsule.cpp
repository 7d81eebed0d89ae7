#include "lowlight/doctor/capsule.h"

#include <ATen/ATen.h>

#include <system_error>

#include "lowlight/core/atomic_file.h"
#include "lowlight/core/display_name.h"
#include "lowlight/core/error.h"
#include "lowlight/io/options_text.h"
#include "lowlight/io/safetensors.h"

namespace lowlight::doctor {
namespace {

constexpr const char* kFormat = "lowlight capsule 1";

std::filesystem::path verdict_path(std::filesystem::path path) {
  return path.replace_extension(".json");
}

void write_text(const std::filesystem::path& path, const std::string& text) {
  try {
    write_file_atomically(path, {reinterpret_cast<const uint8_t*>(text.data()), text.size()});
  } catch (const std::system_error& error) {
    throw CheckpointError(path.string(), {error.what()});
  }
}

void add(io::TensorFile& file, const std::string& prefix, const io::NamedTensors& tensors) {
  for (const auto& [name, tensor] : tensors) file.tensors[prefix + name] = tensor.detach().cpu();
}

void add(io::TensorFile& file, const std::string& name, const std::vector<double>& numbers) {
  file.tensors["history." + name] = at::tensor(numbers, at::kDouble);
}

io::NamedTensors taken(const io::TensorFile& file, const std::string& prefix) {
  io::NamedTensors tensors;
  for (const auto& [name, tensor] : file.tensors)
    if (name.starts_with(prefix)) tensors[name.substr(prefix.size())] = tensor;
  return tensors;
}

std::vector<double> numbers(const io::TensorFile& file, const std::string& name) {
  const auto found = file.tensors.find("history." + name);
  if (found == file.tensors.end() || found->second.scalar_type() != at::kDouble) return {};
  const auto* first = found->second.data_ptr<double>();
  return {first, first + found->second.numel()};
}

/// Names of files may be any bytes; JSON holds text only.
Capsule as_text(const Capsule& capsule) {
  Capsule text;
  text.step = capsule.step;
  text.config = capsule.config;
  text.masks = capsule.masks;
  text.tripped = capsule.tripped;
  for (const auto& file : capsule.files) text.files.push_back(display_name(file));
  return text;
}

}  // namespace

void write_capsule(const std::filesystem::path& path,
                   const Capsule& capsule,
                   const Diagnosis& verdict) {
  io::TensorFile file;
  add(file, "batch.", capsule.batch);
  add(file, "weights.", capsule.weights);
  add(file, "random.", capsule.random);
  add(file, "losses", capsule.history.losses);
  add(file, "learning_rates", capsule.history.learning_rates);
  add(file, "update_ratios", capsule.history.update_ratios);
  file.metadata = {{"format", kFormat}, {"capsule", io::options_to_text(as_text(capsule))}};
  io::write_safetensors(path, file);
  write_text(verdict_path(path), diagnosis_to_json(verdict));
}

Capsule read_capsule(const std::filesystem::path& path) {
  auto file = io::read_safetensors(path);
  if (file.metadata["format"] != kFormat)
    throw CheckpointError(path.string(), {"is no capsule of this version"});
  auto capsule = io::options_from_text<Capsule>(file.metadata["capsule"], path.string());
  capsule.batch = taken(file, "batch.");
  capsule.weights = taken(file, "weights.");
  capsule.random = taken(file, "random.");
  capsule.history = {
      numbers(file, "losses"), numbers(file, "learning_rates"), numbers(file, "update_ratios")};
  return capsule;
}

Diagnosis read_verdict(const std::filesystem::path& path) {
  const auto json = verdict_path(path);
  std::vector<uint8_t> bytes;
  try {
    bytes = read_file(json);
  } catch (const std::system_error& error) {
    throw ConfigError(json.string(), {error.what()});
  }
  return diagnosis_from_json({bytes.begin(), bytes.end()}, json.string());
}

}  // namespace lowlight::doctor
