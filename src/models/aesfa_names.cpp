#include "models/aesfa_names.h"

#include <sstream>

#include "lowlight/core/check.h"

namespace lowlight::models {
namespace {

const std::map<std::string, std::string>& child_names() {
  static const std::map<std::string, std::string> table{
      {"content_encoder", "netE"},
      {"style_encoder", "netS"},
      {"decoder", "netG"},
      {"stem", "conv"},
      {"high", "convh"},
      {"low", "convl"},
      {"high_to_high", "H2H"},
      {"low_to_low", "L2L"},
      {"low_to_high", "L2H"},
      {"high_to_low", "H2L"},
      {"high_predictor", "kernelPredictor_h"},
      {"low_predictor", "kernelPredictor_l"},
      {"high_conv", "AdaConv_h"},
      {"low_conv", "AdaConv_l"},
      {"oct_conv", "OctConv"},
      {"conv", "conv"},
      {"spatial", "spatial"},
      // These two stand in a sequence behind a pooling.
      {"pointwise", "pointwise.1"},
      {"bias", "bias.1"},
  };
  return table;
}

/// "mix_2" → "OctConv2_3": children that are numbered by level or stage.
std::string numbered_child(const std::string& child, const std::string& oct_conv) {
  const auto cut = child.rfind('_');
  const auto kind = child.substr(0, cut), number = child.substr(cut + 1);
  if (kind == "down") return oct_conv + number + "_1";
  if (kind == "widen") return oct_conv + number + "_2";
  if (kind == "mix") return oct_conv + number + "_3";
  if (kind == "adapt") return "AdaOctConv" + number + "_1";
  if (kind == "narrow") return "OctConv" + number + "_2";
  if (kind == "smooth_high") return "oct_conv_aftup_" + number + ".conv_h";
  LOWLIGHT_CHECK(kind == "smooth_low", "aesfa_names: no published name for '", child, "'");
  return "oct_conv_aftup_" + number + ".conv_l";
}

std::string published_child(const std::string& child,
                            const std::string& network,
                            const StyleNetworkOptions& options) {
  const auto stages = options.decoder().stages();
  if (child == "join") return "OctConv" + std::to_string(stages) + "_2";
  if (child == "to_rgb") return "conv" + std::to_string(stages + 1);
  const auto known = child_names().find(child);
  if (known != child_names().end()) return known->second;
  const bool partial = network == "style_encoder" && options.partial_style_encoder;
  return numbered_child(child, partial ? "PartialOctConv" : "OctConv");
}

std::string published_name(const std::string& name, const StyleNetworkOptions& options) {
  const auto parameter = name.substr(name.rfind('.'));
  const auto network = name.substr(0, name.find('.'));
  std::istringstream children(name.substr(0, name.rfind('.')));
  std::string result;
  for (std::string child; std::getline(children, child, '.');) {
    result += (result.empty() ? "" : ".") + published_child(child, network, options);
  }
  return result + parameter;
}

}  // namespace

std::map<std::string, std::string> aesfa_names(const StyleNetworkImpl& network) {
  std::map<std::string, std::string> names;
  for (const auto& parameter : network.named_parameters()) {
    names.emplace(parameter.key(), published_name(parameter.key(), network.options));
  }
  return names;
}

}  // namespace lowlight::models
