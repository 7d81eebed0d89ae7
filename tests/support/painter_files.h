// Networks that paint somehow.
#pragma once

#include <torch/types.h>
#include <torch/utils.h>

#include <cmath>
#include <filesystem>

#include "lowlight/io/checkpoint.h"
#include "lowlight/io/options_text.h"
#include "lowlight/models/style_network.h"
#include "lowlight/models/style_weights.h"

namespace lowlight::test {

/// A seeded network in which every pixel and style counts: its pictures of noise have mean 0 and
/// deviation 1.
inline models::StyleNetwork random_style_network(const models::StyleNetworkOptions& options) {
  torch::manual_seed(11);
  models::StyleNetwork network(options);
  const torch::NoGradGuard no_gradients;
  for (auto& parameter : network->named_parameters()) {
    auto& value = parameter.value();
    if (value.dim() == 1) value.zero_();
    if (value.dim() == 4) value.normal_(0, std::sqrt(2 / double(value[0].numel())));
  }
  const auto side = 4 * network->options.multiple();
  const auto noise = torch::randn({1, 3, side, side});
  const auto image = network->stylize(noise, network->encode_style(noise));
  auto& last = *network->decoder->to_rgb;
  last.weight /= image.std();
  last.bias -= image.mean() / image.std();
  network->eval();
  return network;
}

/// Its weights, as lowlight_train leaves them.
inline std::filesystem::path written_painter(const std::filesystem::path& path,
                                             models::StyleNetworkOptions options = {
                                                 .levels = 2,
                                                 .base_channels = 8,
                                                 .partial_style_encoder = true}) {
  const auto network = random_style_network(options);
  io::save_checkpoint(
      path, *network, {models::kStyleNetwork, io::options_to_text(options), 0, "", ""});
  return path;
}

}  // namespace lowlight::test
