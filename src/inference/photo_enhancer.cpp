#include "lowlight/inference/photo_enhancer.h"

#include <ATen/Parallel.h>
#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "lowlight/core/cuda_library.h"
#include "lowlight/core/error.h"
#include "lowlight/imaging/alpha.h"
#include "lowlight/imaging/noise_estimate.h"
#include "lowlight/imaging/photo_transform.h"
#include "lowlight/imaging/resize.h"
#include "lowlight/inference/style_reference.h"
#include "lowlight/io/checkpoint.h"
#include "lowlight/io/options_text.h"
#include "lowlight/io/value_text.h"
#include "lowlight/models/brightening.h"
#include "lowlight/models/enhancer.h"

namespace lowlight::inference {
namespace {

constexpr int64_t kSmallSide = 256;

/// The encoder needs pictures of some pixels; thin ones are repeated at their edge.
torch::Tensor at_least(const torch::Tensor& picture, int64_t side) {
  const int64_t below = std::max<int64_t>(0, side - picture.size(2));
  const int64_t beside = std::max<int64_t>(0, side - picture.size(3));
  return torch::replication_pad2d(picture, {0, beside, 0, below});
}

torch::Tensor small_picture(const imaging::Image& image) {
  return imaging::shrink(image, kSmallSide).unsqueeze(0);
}

/// The brightened value of each input code. With `blend` < 1 part of the input stays.
std::vector<float> tone_table(const models::Brightening& step,
                              imaging::BitDepth depth,
                              double blend) {
  const auto codes = torch::linspace(0, 1, imaging::full_scale(depth) + 1).unsqueeze(0);
  const auto tone = torch::lerp(codes, models::brighten(codes, step), blend).contiguous();
  return {tone.data_ptr<float>(), tone.data_ptr<float>() + tone.numel()};
}

std::string text(double value) {
  char digits[32];
  std::snprintf(digits, sizeof digits, "%g", value);
  return digits;
}

/// [1, 12, D, h, w], channel 4·row + column → the layout of full-size slicing.
imaging::AffineGrid to_affine_grid(const torch::Tensor& grid) {
  imaging::AffineGrid result{grid.size(4), grid.size(3), grid.size(2), {}};
  const auto cells =
      grid[0].view({3, 4, result.depth, result.height, result.width}).permute({3, 4, 2, 1, 0});
  const auto padded = torch::constant_pad_nd(cells, {0, 1}).contiguous();
  result.corrections.assign(padded.data_ptr<float>(), padded.data_ptr<float>() + padded.numel());
  return result;
}

class PhotoEnhancer final : public PhotoProcessor {
 public:
  explicit PhotoEnhancer(const EnhanceSettings& s)
      : settings(s), device(resolve_device(s.device)), network(load(s.model)) {
    const torch::NoGradGuard no_gradients;
    network->to(device);
    network->eval();
    if (s.style) {
      look = network->look_of(for_network(style_reference(*s.style, s.style_mask, kSmallSide)));
    } else if (s.stored_look) {
      look = network->stored_look();
    }
  }

  imaging::Image process(imaging::Image image) const override {
    if (image.empty() || settings.strength == 0) return image;
    if (settings.threads > 0) at::set_num_threads(int(settings.threads));
    const torch::NoGradGuard no_gradients;
    auto as_it_is = image.channels() == 4 ? image.clone() : imaging::Image();
    imaging::cover_hidden_colours(image);
    const auto transform = transform_for(image);
    if (transform.weight == 0 && !as_it_is.empty()) return as_it_is;
    return imaging::apply_transform(std::move(image), transform);
  }

  bool changes_pictures() const override { return settings.strength > 0; }

  std::string description() const override {
    return settings.model.filename().string() + ", strength " + io::number_text(settings.strength) +
           ", on " + device.str();
  }

 private:
  static models::Enhancer load(const std::filesystem::path& path) {
    const auto info = io::read_checkpoint_info(path);
    if (info.network != "enhancer") {
      throw CheckpointError(path.string(),
                            {"holds the network '" + info.network + "', not an enhancer"});
    }
    models::Enhancer enhancer(
        io::options_from_text<models::EnhancerOptions>(info.options, path.string()));
    io::load_checkpoint(path, *enhancer);
    return enhancer;
  }

  torch::Tensor for_network(const torch::Tensor& picture) const {
    return at_least(picture, network->content_encoder->options.too_small() + 1).to(device);
  }

  imaging::PhotoTransform transform_for(const imaging::Image& image) const {
    const auto small = small_picture(image);
    auto step = models::meter(blocks::pool_half(small));
    step.log2_gain = step.log2_gain + settings.exposure;
    const double darkness = step.darkness.item<double>();
    imaging::PhotoTransform transform;
    // A style is wanted on well-lit photos too; without one they keep their pixels.
    const double blend = settings.style ? darkness : 1;
    transform.weight = settings.strength * (settings.style ? 1 : darkness);
    if (transform.weight == 0) return transform;
    transform.tone = tone_table(step, image.depth(), blend);
    transform.calming = imaging::calming_for(image, settings.denoise);
    if (look.has_high() || look.has_low()) transform.grid = grid_for(small, step, blend);
    return transform;
  }

  imaging::AffineGrid grid_for(const torch::Tensor& small,
                               const models::Brightening& step,
                               double blend) const {
    const auto brightened = torch::lerp(small, models::brighten(small, step), blend).clamp(0, 1);
    return to_affine_grid(network.ptr()->forward(for_network(brightened), look).to(torch::kCPU));
  }

  EnhanceSettings settings;
  torch::Device device;
  models::Enhancer network;
  blocks::OctTensor look;
};

}  // namespace

std::unique_ptr<PhotoProcessor> make_photo_enhancer(const EnhanceSettings& settings) {
  std::vector<std::string> problems;
  const auto check = [&](const char* name, double value, double low, double high) {
    if (value >= low && value <= high) return;
    problems.push_back(std::string(name) + " must be from " + text(low) + " to " + text(high) +
                       ", got " + text(value));
  };
  check("strength", settings.strength, 0, 1);
  check("exposure", settings.exposure, -5, 5);
  check("denoise", settings.denoise, 0, 4);
  if (settings.style_mask && !settings.style)
    problems.push_back("style-mask says what counts of a style photo, and none is given");
  if (!problems.empty()) throw ConfigError("settings of the enhancer", problems);
  return std::make_unique<PhotoEnhancer>(settings);
}

}  // namespace lowlight::inference
