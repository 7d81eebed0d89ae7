#include "lowlight/models/mobile_features.h"

#include <torch/types.h>

#include <algorithm>
#include <array>

#include "lowlight/core/check.h"
#include "lowlight/core/fields.h"
#include "lowlight/models/imagenet.h"
#include "models/fixed_features.h"

namespace lowlight::models {
namespace {

constexpr int64_t kStemChannels = 32;

/// Blocks that follow one another; the first has the stride and the new width.
struct Stage {
  int64_t widening, kernel, channels, blocks, stride;
};

constexpr std::array<Stage, 7> kMobileNet = {{{1, 3, 16, 1, 1},
                                              {6, 3, 24, 2, 2},
                                              {6, 3, 32, 3, 2},
                                              {6, 3, 64, 4, 2},
                                              {6, 3, 96, 3, 1},
                                              {6, 3, 160, 3, 2},
                                              {6, 3, 320, 1, 1}}};
constexpr std::array<Stage, 7> kEfficientNet = {{{1, 3, 16, 1, 1},
                                                 {6, 3, 24, 2, 2},
                                                 {6, 5, 40, 2, 2},
                                                 {6, 3, 80, 3, 2},
                                                 {6, 5, 112, 3, 1},
                                                 {6, 5, 192, 4, 2},
                                                 {6, 3, 320, 1, 1}}};

bool is_efficient_net(const MobileFeaturesOptions& options) {
  return options.network == MobileNetwork::efficientnet_lite0;
}

std::string block_name(size_t index) { return "block" + std::to_string(index + 1); }

at::Tensor network_units(const at::Tensor& pictures, const MobileFeaturesOptions& options) {
  return is_efficient_net(options) ? (pictures * 255 - 127) / 128 : to_imagenet_units(pictures);
}

/// Published names of a convolution and of the batch normalisation that follows it.
struct PublishedNames {
  std::string convolution, normalisation;
};

PublishedNames efficient_net_names(size_t block, const std::string& layer) {
  if (layer == "stem") return {"_conv_stem", "_bn0"};
  const auto prefix = "_blocks." + std::to_string(block) + ".";
  if (layer == "expand") return {prefix + "_expand_conv", prefix + "_bn0"};
  if (layer == "depthwise") return {prefix + "_depthwise_conv", prefix + "_bn1"};
  return {prefix + "_project_conv", prefix + "_bn2"};
}

PublishedNames mobile_net_names(size_t block, const std::string& layer) {
  if (layer == "stem") return {"features.0.0", "features.0.1"};
  const auto prefix = "features." + std::to_string(block + 1) + ".conv.";
  const int64_t first = block == 0 ? -1 : 0;  // the first block does not widen
  if (layer == "project") {
    return {prefix + std::to_string(first + 2), prefix + std::to_string(first + 3)};
  }
  const auto unit = prefix + std::to_string(layer == "expand" ? first : first + 1);
  return {unit + ".0", unit + ".1"};
}

/// Puts the convolution aside for `target`, its normalisation folded into weight and bias.
void take(PublishedTensors& published,
          const PublishedNames& names,
          double eps,
          const torch::nn::Conv2d& target) {
  const std::vector<int64_t> channels = {target->weight.size(0)};
  const auto weight = published.find(names.convolution + ".weight", target->weight.sizes());
  const auto gain = published.find(names.normalisation + ".weight", channels);
  const auto shift = published.find(names.normalisation + ".bias", channels);
  const auto mean = published.find(names.normalisation + ".running_mean", channels);
  const auto variance = published.find(names.normalisation + ".running_var", channels);
  if (!published.fits()) return;
  const auto factor = gain.to(at::kDouble) / (variance.to(at::kDouble) + eps).sqrt();
  published.put(target->weight, weight * factor.view({-1, 1, 1, 1}));
  published.put(target->bias, shift - mean * factor);
}

}  // namespace

std::pair<double, double> input_range(const MobileFeaturesOptions& options) {
  const auto black = network_units(at::zeros({3, 1, 1}), options),
             white = network_units(at::ones({3, 1, 1}), options);
  return {black.min().item<double>(), white.max().item<double>()};
}

MobileFeaturesImpl::MobileFeaturesImpl(MobileFeaturesOptions options_)
    : options(std::move(options_)) {
  reset();
}

void MobileFeaturesImpl::reset() {
  blocks.clear();
  const auto add = [&](const std::string& name, torch::nn::Conv2dOptions convolution) {
    return register_module(name, torch::nn::Conv2d(convolution));
  };
  stem = add("stem", torch::nn::Conv2dOptions(3, kStemChannels, 3).stride(2));
  int64_t in = kStemChannels;
  for (const auto& stage : is_efficient_net(options) ? kEfficientNet : kMobileNet) {
    for (int64_t i = 0; i < stage.blocks; ++i) {
      const auto name = block_name(blocks.size());
      const auto wide = in * stage.widening;
      InvertedResidual block;
      if (wide > in) block.expand = add(name + "_expand", {in, wide, 1});
      block.depthwise = add(name + "_depthwise",
                            torch::nn::Conv2dOptions(wide, wide, stage.kernel)
                                .stride(i == 0 ? stage.stride : 1)
                                .groups(wide));
      block.project = add(name + "_project", {wide, stage.channels, 1});
      block.adds_input = i > 0;
      blocks.push_back(block);
      in = stage.channels;
    }
  }
  const at::NoGradGuard no_grad;
  std::vector<at::Tensor> weights;
  for (auto& parameter : parameters()) {
    parameter.set_requires_grad(false);
    if (parameter.dim() == 1) {
      parameter.zero_();
    } else {
      weights.push_back(parameter);
    }
  }
  set_random(weights, options.seed);
}

std::vector<std::string> MobileFeaturesImpl::layers() const {
  std::vector<std::string> names = {"stem"};
  for (size_t i = 0; i < blocks.size(); ++i) {
    if (!blocks[i].expand.is_empty()) names.push_back(block_name(i) + "_expand");
    names.push_back(block_name(i) + "_depthwise");
    names.push_back(block_name(i));
  }
  return names;
}

std::string MobileFeaturesImpl::description() const {
  const std::string name = is_efficient_net(options) ? "EfficientNet-lite0" : "MobileNetV2";
  if (!source.empty()) return name + ", weights " + source;
  return name + ", random weights (seed " + std::to_string(options.seed) + ")";
}

at::Tensor MobileFeaturesImpl::convolved(const torch::nn::Conv2d& convolution,
                                         const at::Tensor& map) const {
  const auto kernel = convolution->weight.size(2);
  const auto stride = convolution->options.stride()->at(0);
  const auto convolve = [&](const at::Tensor& input, int64_t padding) {
    const auto groups = convolution->options.groups();
    return at::conv2d(input,
                      convolution->weight,
                      convolution->bias,
                      {stride, stride},
                      at::IntArrayRef{padding, padding},
                      {1, 1},
                      groups);
  };
  if (!is_efficient_net(options) || stride == 1) return convolve(map, kernel / 2);
  // As many zeros as sides that the stride divides need, the odd one after.
  const auto before = (kernel - stride) / 2, after = kernel - stride - before;
  return convolve(at::constant_pad_nd(map, {before, after, before, after}), 0);
}

std::vector<at::Tensor> MobileFeaturesImpl::features(const at::Tensor& pictures,
                                                     const std::vector<std::string>& wanted) {
  LOWLIGHT_CHECK(pictures.dim() == 4 && pictures.size(1) == 3,
                 "MobileFeatures: pictures must be [N, 3, H, W], got ",
                 pictures.sizes());
  WantedMaps maps("MobileFeatures", layers(), wanted);
  if (maps.complete()) return {};
  auto x = at::hardtanh(convolved(stem, network_units(pictures, options)), 0, 6);
  maps.keep("stem", x);
  for (size_t i = 0; i < blocks.size() && !maps.complete(); ++i) {
    const auto& block = blocks[i];
    auto inside = x;
    if (!block.expand.is_empty()) {
      inside = at::hardtanh(convolved(block.expand, inside), 0, 6);
      maps.keep(block_name(i) + "_expand", inside);
    }
    inside = at::hardtanh(convolved(block.depthwise, inside), 0, 6);
    maps.keep(block_name(i) + "_depthwise", inside);
    const auto narrow = convolved(block.project, inside);
    x = block.adds_input ? x + narrow : narrow;
    maps.keep(block_name(i), x);
  }
  return maps.maps();
}

void load_mobile(MobileFeatures& network,
                 const std::map<std::string, at::Tensor>& tensors,
                 const std::string& source) {
  const bool efficient = is_efficient_net(network->options);
  const auto names = efficient ? efficient_net_names : mobile_net_names;
  const double eps = efficient ? 1e-3 : 1e-5;
  PublishedTensors published(tensors);
  take(published, names(0, "stem"), eps, network->stem);
  for (size_t i = 0; i < network->blocks.size(); ++i) {
    const auto& block = network->blocks[i];
    if (!block.expand.is_empty()) take(published, names(i, "expand"), eps, block.expand);
    take(published, names(i, "depthwise"), eps, block.depthwise);
    take(published, names(i, "project"), eps, block.project);
  }
  published.copy_all(source);
  network->source = source;
}

}  // namespace lowlight::models
