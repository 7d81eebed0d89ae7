// Weights of a network in one safetensors file, with what is needed to build the network again.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>

namespace torch::nn {
class Module;
}

namespace lowlight::io {

/// What a checkpoint says about itself.
struct CheckpointInfo {
  /// The kind of network, as the program that builds it calls it.
  std::string network;
  /// The options of the network, as JSON (io/options_text.h).
  std::string options;
  /// How many training steps were taken.
  int64_t step = 0;
  /// The checkpoint that training went on from; "" where it began anew.
  std::string parent;
  /// What the network was trained on, for people.
  std::string data;
  bool operator==(const CheckpointInfo&) const = default;
};

using NamedTensors = std::map<std::string, at::Tensor>;

/// The registered name of a published tensor, or "" for one that the network has no use for.
using NameMapping = std::function<std::string(const std::string& published)>;

/// Parameters and buffers by registered name. They are the module's own, not copies.
NamedTensors module_tensors(const torch::nn::Module& module);

/// Copies `tensors` into the module's parameters and buffers. Names, shapes and types must be
/// exactly the module's: else CheckpointError, calling the tensors `where`, lists everything
/// missing, extra or different, and the module stays as it was.
void assign_tensors(torch::nn::Module& module,
                    const NamedTensors& tensors,
                    const std::string& where);

/// Writes the module's tensors and `info`, atomically.
void save_checkpoint(const std::filesystem::path& path,
                     const torch::nn::Module& module,
                     const CheckpointInfo& info);

/// Reads what save_checkpoint wrote into a module of the same structure, as assign_tensors does.
CheckpointInfo load_checkpoint(const std::filesystem::path& path, torch::nn::Module& module);

/// Reads tensors that others published (tools/convert_checkpoint.py writes them as safetensors), as
/// assign_tensors does, each under the name that `mapping` gives it; two that get one name are an
/// error.
void load_published(const std::filesystem::path& path,
                    torch::nn::Module& module,
                    const NameMapping& mapping);

/// The information that save_checkpoint was given. Reads no tensor, unless to list some in the
/// error for a file that is no checkpoint.
CheckpointInfo read_checkpoint_info(const std::filesystem::path& path);

}  // namespace lowlight::io
