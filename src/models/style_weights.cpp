#include "lowlight/models/style_weights.h"

#include <algorithm>
#include <map>
#include <string>

#include "lowlight/core/error.h"
#include "lowlight/core/fields.h"
#include "lowlight/core/text.h"
#include "lowlight/io/checkpoint.h"
#include "lowlight/io/safetensors.h"
#include "lowlight/models/weights_file.h"
#include "models/aesfa_names.h"

namespace lowlight::models {
namespace {

using Tensors = io::NamedTensors;

/// What the shapes of published tensors say of the options; the rest stays as published.
StyleNetworkOptions published_options(const Tensors& tensors) {
  const auto size = [&](const std::string& name, int64_t axis) {
    const auto found = tensors.find(name);
    return found != tensors.end() && axis < found->second.dim() ? found->second.size(axis) : 0;
  };
  auto options = style_network_preset("aesfa");
  options.base_channels = size("netE.conv.weight", 0);
  const auto high = size("netE.OctConv1_1.convh.weight", 0);
  options.alpha = 1 - double(high) / double(std::max<int64_t>(options.base_channels, 1));
  options.levels = 0;
  while (tensors.contains("netE.OctConv" + std::to_string(options.levels + 1) + "_3.H2H.weight"))
    ++options.levels;
  if (const auto side = size("netG.AdaOctConv1_1.kernelPredictor_h.spatial.weight", 2))
    options.style_kernel = side;
  options.partial_style_encoder = tensors.contains("netS.PartialOctConv1_1.convh.weight");
  return options;
}

StyleNetwork made_of(const StyleNetworkOptions& options,
                     const Tensors& tensors,
                     const std::filesystem::path& path) {
  require_numbers(tensors, 2 * options.content_encoder().deepest_numbers(), path);
  return StyleNetwork(options);
}

StyleNetwork load_published_style_network(const std::filesystem::path& path) {
  const auto tensors = read_weights(path);
  const auto options = published_options(tensors);
  if (const auto problems = problems_of(options); !problems.empty())
    throw CheckpointError(path.string(), texts_of(problems));
  auto network = made_of(options, tensors, path);
  std::map<std::string, std::string> ours;
  for (const auto& [name, published] : aesfa_names(*network)) ours.emplace(published, name);
  io::load_published(path, *network, [&](const std::string& published) {
    const auto found = ours.find(published);
    return found == ours.end() ? published : found->second;
  });
  return network;
}

bool is_published(const std::filesystem::path& path) {
  const auto metadata = io::read_safetensors_metadata(path);
  const auto names = metadata.find("names");
  return names != metadata.end() && names->second == "aesfa";
}

StyleNetwork load_own_style_network(const std::filesystem::path& path) {
  const auto info = io::read_checkpoint_info(path);
  if (info.network != kStyleNetwork) {
    throw CheckpointError(path.string(),
                          {"holds the network '" + info.network + "', not one that paints"});
  }
  const auto options = options_of<StyleNetworkOptions>(info, path);
  const auto tensors = read_weights(path);
  auto network = made_of(options, tensors, path);
  io::assign_tensors(*network, tensors, path.string());
  return network;
}

}  // namespace

StyleNetwork load_style_network(const std::filesystem::path& path) {
  auto network =
      is_published(path) ? load_published_style_network(path) : load_own_style_network(path);
  network->eval();
  return network;
}

}  // namespace lowlight::models
