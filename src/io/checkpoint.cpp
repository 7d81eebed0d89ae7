#include "lowlight/io/checkpoint.h"

#include <ATen/core/grad_mode.h>
#include <torch/nn/module.h>

#include <charconv>
#include <sstream>
#include <utility>
#include <vector>

#include "lowlight/core/error.h"
#include "lowlight/core/text.h"
#include "lowlight/io/safetensors.h"

namespace lowlight::io {
namespace {

constexpr const char* kFormatKey = "lowlight_checkpoint";
constexpr const char* kFormat = "1";

std::string described(const at::Tensor& tensor) {
  std::ostringstream text;
  text << tensor.sizes() << ' ' << tensor.scalar_type();
  return text.str();
}

std::vector<std::string> differences(const NamedTensors& wanted, const NamedTensors& found) {
  std::vector<std::string> problems;
  for (const auto& [name, tensor] : wanted) {
    const auto other = found.find(name);
    if (other == found.end()) {
      problems.push_back(name + " is missing, the network has " + described(tensor));
    } else if (other->second.sizes() != tensor.sizes() ||
               other->second.scalar_type() != tensor.scalar_type()) {
      problems.push_back(name + " is " + described(other->second) + ", the network has " +
                         described(tensor));
    }
  }
  for (const auto& [name, tensor] : found) {
    if (!wanted.contains(name)) problems.push_back(name + " is not in the network");
  }
  return problems;
}

/// The first tensors of a file and how many more it has.
std::string contents_of(const NamedTensors& tensors) {
  constexpr size_t kListed = 4;
  std::vector<std::string> items;
  for (const auto& [name, tensor] : tensors) {
    if (items.size() == kListed) break;
    items.push_back(name + " " + described(tensor));
  }
  if (tensors.size() > kListed)
    items.push_back(std::to_string(tensors.size() - kListed) + " more tensors");
  return items.empty() ? "nothing" : joined(items);
}

CheckpointInfo info_from(const std::map<std::string, std::string>& metadata,
                         const std::string& where) {
  std::vector<std::string> problems;
  const auto text = [&](const char* key) {
    const auto found = metadata.find(key);
    if (found == metadata.end()) problems.push_back(std::string("its metadata has no ") + key);
    return found == metadata.end() ? std::string() : found->second;
  };
  const auto format = text(kFormatKey);
  if (!problems.empty()) {
    throw CheckpointError(where,
                          {"it is no checkpoint of lowlight: it holds " +
                           contents_of(read_safetensors(where).tensors)});
  }
  if (format != kFormat) {
    throw CheckpointError(
        where, {"its format is version '" + format + "', this program reads " + kFormat});
  }
  CheckpointInfo info;
  info.network = text("network");
  info.options = text("options");
  info.parent = text("parent");
  info.data = text("data");
  const auto step = text("step");
  const auto [end, failure] = std::from_chars(step.data(), step.data() + step.size(), info.step);
  if (failure != std::errc() || end != step.data() + step.size() || info.step < 0) {
    problems.push_back("its step '" + step + "' is no count");
  }
  if (!problems.empty()) throw CheckpointError(where, std::move(problems));
  return info;
}

}  // namespace

NamedTensors module_tensors(const torch::nn::Module& module) {
  NamedTensors tensors;
  for (const auto& item : module.named_parameters()) tensors.emplace(item.key(), item.value());
  for (const auto& item : module.named_buffers()) tensors.emplace(item.key(), item.value());
  // A parameter that is switched off (a missing bias) is registered without a value.
  std::erase_if(tensors, [](const auto& item) { return !item.second.defined(); });
  return tensors;
}

void assign_tensors(torch::nn::Module& module,
                    const NamedTensors& tensors,
                    const std::string& where) {
  const auto targets = module_tensors(module);
  auto problems = differences(targets, tensors);
  if (!problems.empty()) throw CheckpointError(where, std::move(problems));
  const at::NoGradGuard no_grad;
  for (const auto& [name, target] : targets) target.copy_(tensors.at(name));
}

void save_checkpoint(const std::filesystem::path& path,
                     const torch::nn::Module& module,
                     const CheckpointInfo& info) {
  write_safetensors(path,
                    {module_tensors(module),
                     {{kFormatKey, kFormat},
                      {"network", info.network},
                      {"options", info.options},
                      {"step", std::to_string(info.step)},
                      {"parent", info.parent},
                      {"data", info.data}}});
}

CheckpointInfo load_checkpoint(const std::filesystem::path& path, torch::nn::Module& module) {
  const auto file = read_safetensors(path);
  auto info = info_from(file.metadata, path.string());
  assign_tensors(module, file.tensors, path.string());
  return info;
}

void load_published(const std::filesystem::path& path,
                    torch::nn::Module& module,
                    const NameMapping& mapping) {
  NamedTensors tensors;
  std::vector<std::string> problems;
  for (const auto& [published, tensor] : read_safetensors(path).tensors) {
    const auto name = mapping(published);
    if (!name.empty() && !tensors.emplace(name, tensor).second) {
      problems.push_back(published + " is the second tensor to be called " + name);
    }
  }
  if (!problems.empty()) throw CheckpointError(path.string(), std::move(problems));
  assign_tensors(module, tensors, path.string());
}

CheckpointInfo read_checkpoint_info(const std::filesystem::path& path) {
  return info_from(read_safetensors_metadata(path), path.string());
}

}  // namespace lowlight::io
