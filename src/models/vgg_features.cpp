#include "lowlight/models/vgg_features.h"
#include "lowlight/core/fields.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <array>

#include "lowlight/core/check.h"
#include "lowlight/models/imagenet.h"
#include "models/fixed_features.h"

namespace lowlight::models {
namespace {

/// One convolution of the full network, and its place in the published files.
struct VggLayer {
  /// Block and number within it: "3_1".
  std::string name;
  /// The number of channels, in units of base_width.
  int64_t width;
  bool ends_block;
  int64_t torchvision_index;
  int64_t normalised_index;

  std::string convolution() const { return "conv" + name; }
  std::string activation() const { return "relu" + name; }
};

std::vector<VggLayer> all_layers(VggDepth depth) {
  const int64_t deep = depth == VggDepth::vgg16 ? 3 : 4;
  const std::array<int64_t, 5> counts{2, 2, deep, deep, deep}, widths{1, 2, 4, 8, 8};
  std::vector<VggLayer> layers;
  // torchvision counts convolution, ReLU and pooling; the other file also padding, and the colours'
  // convolution.
  int64_t torchvision = 0, normalised = 2;
  for (size_t block = 0; block < counts.size(); ++block) {
    for (int64_t i = 1; i <= counts[block]; ++i, torchvision += 2, normalised += 3) {
      layers.push_back({std::to_string(block + 1) + "_" + std::to_string(i),
                        widths[block],
                        i == counts[block],
                        torchvision,
                        normalised});
    }
    ++torchvision;
    ++normalised;
  }
  return layers;
}

/// The layers down to the deepest one; empty where no layer has that name.
std::vector<VggLayer> built_layers(const VggOptions& options) {
  auto layers = all_layers(options.depth);
  const auto last = std::find_if(layers.begin(), layers.end(), [&](const VggLayer& layer) {
    return layer.convolution() == options.deepest_layer ||
           layer.activation() == options.deepest_layer;
  });
  if (last == layers.end()) return {};
  layers.erase(last + 1, layers.end());
  return layers;
}

enum class Layout { own, torchvision, normalised };

Layout layout_of(const std::map<std::string, at::Tensor>& tensors) {
  if (tensors.count("features.0.weight")) return Layout::torchvision;
  return tensors.count("0.weight") ? Layout::normalised : Layout::own;
}

std::string stored_name(const VggLayer& layer, Layout layout) {
  if (layout == Layout::torchvision) return "features." + std::to_string(layer.torchvision_index);
  if (layout == Layout::normalised) return std::to_string(layer.normalised_index);
  return layer.convolution();
}

}  // namespace

VggOptions torchvision_vgg(VggDepth depth) { return {.depth = depth}; }

VggOptions normalised_vgg19() {
  return {
      .input = VggInput::learned, .padding_mode = blocks::PaddingMode::reflect, .ceil_mode = true};
}

std::pair<double, double> input_range(const VggOptions& options) {
  if (options.input != VggInput::imagenet) return {0, 1};
  const auto black = to_imagenet_units(at::zeros({3, 1, 1})),
             white = to_imagenet_units(at::ones({3, 1, 1}));
  return {black.min().item<double>(), white.max().item<double>()};
}

void VggOptions::check(Problems& problems) const {
  if (!built_layers(*this).empty()) return;
  problems.push_back({"deepest_layer", "must be convB_I or reluB_I of the network", deepest_layer});
}

VggFeaturesImpl::VggFeaturesImpl(VggOptions options_) : options(std::move(options_)) {
  require_valid("VggFeatures", options);
  reset();
}

void VggFeaturesImpl::reset() {
  convolutions.clear();
  if (options.input == VggInput::learned) {
    colour = register_module("colour", torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 3, 1)));
  }
  int64_t in = 3;
  for (const auto& layer : built_layers(options)) {
    const auto out = layer.width * options.base_width;
    convolutions.push_back(register_module(
        layer.convolution(), torch::nn::Conv2d(torch::nn::Conv2dOptions(in, out, 3).padding(1))));
    in = out;
  }
  for (auto& parameter : parameters()) parameter.set_requires_grad(false);
  randomise();
}

void VggFeaturesImpl::randomise() {
  const at::NoGradGuard no_grad;
  std::vector<at::Tensor> weights;
  for (auto& convolution : convolutions) {
    weights.push_back(convolution->weight);
    convolution->bias.zero_();
  }
  set_random(weights, options.seed);
  if (colour) {
    colour->weight.copy_(at::eye(3).view({3, 3, 1, 1}));
    colour->bias.zero_();
  }
}

std::vector<std::string> VggFeaturesImpl::layers() const {
  std::vector<std::string> names;
  for (const auto& layer : built_layers(options)) {
    names.push_back(layer.convolution());
    names.push_back(layer.activation());
  }
  return names;
}

std::string VggFeaturesImpl::description() const {
  const std::string name = options.depth == VggDepth::vgg16 ? "VGG16" : "VGG19";
  if (!source.empty()) return name + ", weights " + source;
  return name + ", random weights (seed " + std::to_string(options.seed) + ")";
}

std::vector<at::Tensor> VggFeaturesImpl::features(const at::Tensor& pictures,
                                                  const std::vector<std::string>& wanted) {
  LOWLIGHT_CHECK(pictures.dim() == 4 && pictures.size(1) == 3,
                 "VggFeatures: pictures must be [N, 3, H, W], got ",
                 pictures.sizes());
  WantedMaps maps("VggFeatures", layers(), wanted);
  auto x = options.input == VggInput::imagenet ? to_imagenet_units(pictures) : pictures;
  if (colour) x = colour(x);
  const auto built = built_layers(options);
  for (size_t i = 0; i < built.size() && !maps.complete(); ++i) {
    x = blocks::padded_conv2d(x,
                              convolutions[i]->weight,
                              convolutions[i]->bias,
                              {.padding = 1, .padding_mode = options.padding_mode});
    maps.keep(built[i].convolution(), x);
    x = x.relu();
    maps.keep(built[i].activation(), x);
    if (built[i].ends_block && !maps.complete()) {
      x = at::max_pool2d(x, 2, 2, 0, 1, options.ceil_mode);
    }
  }
  return maps.maps();
}

void load_vgg(VggFeatures& network,
              const std::map<std::string, at::Tensor>& tensors,
              const std::string& source) {
  const auto layout = layout_of(tensors);
  PublishedTensors published(tensors);
  const auto take = [&](const std::string& stored, const torch::nn::Conv2d& convolution) {
    for (const auto& [name, target] : {std::pair{stored + ".weight", convolution->weight},
                                       std::pair{stored + ".bias", convolution->bias}}) {
      published.put(target, published.find(name, target.sizes()));
    }
  };
  if (network->colour) take(layout == Layout::normalised ? "0" : "colour", network->colour);
  const auto built = built_layers(network->options);
  for (size_t i = 0; i < built.size(); ++i) {
    take(stored_name(built[i], layout), network->convolutions[i]);
  }
  published.copy_all(source);
  network->source = source;
}

}  // namespace lowlight::models
