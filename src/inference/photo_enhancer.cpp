#include "lowlight/inference/photo_enhancer.h"

#include <ATen/Parallel.h>
#include <c10/core/CachingDeviceAllocator.h>
#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "inference/device_memory.h"
#include "inference/style_reference.h"
#include "lowlight/core/cuda_library.h"
#include "lowlight/core/error.h"
#include "lowlight/core/value_text.h"
#include "lowlight/imaging/alpha.h"
#include "lowlight/imaging/brightening.h"
#include "lowlight/imaging/noise_estimate.h"
#include "lowlight/imaging/photo_transform.h"
#include "lowlight/imaging/resize.h"
#include "lowlight/io/checkpoint.h"
#include "lowlight/io/options_text.h"
#include "lowlight/models/enhancer.h"

namespace lowlight::inference {
namespace {

constexpr int64_t kSmallSide = 256;

using Warnings = std::vector<std::string>;

/// The encoder needs pictures of some pixels; thin ones are repeated at their edge.
torch::Tensor at_least(const torch::Tensor& picture, int64_t side) {
  const int64_t below = std::max<int64_t>(0, side - picture.size(2));
  const int64_t beside = std::max<int64_t>(0, side - picture.size(3));
  return torch::replication_pad2d(picture, {0, beside, 0, below});
}

torch::Tensor small_picture(const imaging::PictureRows& picture) {
  return imaging::shrink(picture, kSmallSide).unsqueeze(0);
}

/// The brightened value of each input code. With `blend` < 1 part of the input stays.
std::vector<float> tone_table(const imaging::Brightening& step,
                              imaging::BitDepth depth,
                              double blend) {
  const auto codes = torch::linspace(0, 1, imaging::full_scale(depth) + 1).unsqueeze(0);
  const auto tone = torch::lerp(codes, imaging::brighten(codes, step), blend).contiguous();
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

/// The network and the look on one device.
struct Placed {
  models::Enhancer network{nullptr};
  blocks::OctTensor look = {};
  torch::Device device = torch::kCPU;
};

Placed copied(const Placed& from, torch::Device device) {
  if (device == from.device) return from;
  const auto on = [&](const torch::Tensor& band) {
    return band.defined() ? band.to(device) : band;
  };
  const auto copy = from.network->clone(device);
  copy->eval();
  return {models::Enhancer(std::dynamic_pointer_cast<models::EnhancerImpl>(copy)),
          {on(from.look.high), on(from.look.low)},
          device};
}

/// The network's grid, on the CPU.
torch::Tensor corrections(const Placed& placed, const torch::Tensor& picture) {
  return placed.network.ptr()->forward(picture.to(placed.device), placed.look).to(torch::kCPU);
}

class PhotoEnhancer final : public batch::PhotoProcessor {
 public:
  explicit PhotoEnhancer(const EnhanceSettings& s) : settings(s), device(resolve_device(s.device)) {
    const torch::NoGradGuard no_gradients;
    on_cpu.network = load(s.model);
    on_cpu.network->eval();
    if (s.style) {
      const auto reference = style_reference(*s.style, s.style_mask, kSmallSide);
      on_cpu.look = on_cpu.network->look_of(for_network(reference));
    } else if (s.stored_look) {
      on_cpu.look = on_cpu.network->stored_look();
    }
    on_device = step_down<Placed>([&] { return copied(on_cpu, device); }, [&] { return on_cpu; });
  }

  imaging::Image process(imaging::Image image, Warnings* warnings) const override {
    if (image.empty() || settings.strength == 0) return image;
    if (settings.threads > 0) at::set_num_threads(int(settings.threads));
    const torch::NoGradGuard no_gradients;
    auto as_it_is = image.channels() == 4 ? image.clone() : imaging::Image();
    imaging::cover_hidden_colours(image);
    const auto transform = transform_for(image, warnings);
    if (transform.weight == 0 && !as_it_is.empty()) return as_it_is;
    return imaging::apply_transform(std::move(image), transform);
  }

  void process_rows(const imaging::PictureRows& picture,
                    int64_t band_rows,
                    const imaging::UseBand& use,
                    Warnings* warnings) const override {
    if (settings.strength == 0) return imaging::read_in_bands(picture, band_rows, use);
    if (settings.threads > 0) at::set_num_threads(int(settings.threads));
    const torch::NoGradGuard no_gradients;
    const auto covered = imaging::with_hidden_colours_covered(picture);
    const auto transform = transform_for(covered, warnings);
    imaging::transform_rows(transform.weight == 0 ? picture : covered, transform, band_rows, use);
  }

  bool changes_pictures() const override { return settings.strength > 0; }

  std::string description() const override {
    return settings.model.filename().string() + ", strength " + number_text(settings.strength) +
           ", on " + on_device.device.str();
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
    return at_least(picture, on_cpu.network->content_encoder->options.too_small() + 1);
  }

  /// DeviceMemory::run; elsewhere is the CPU, where the device was not asked for by its name.
  template <class Result>
  Result step_down(std::function<Result()> run, std::function<Result()> run_on_cpu) const {
    static DeviceMemory memory;
    const auto free_memory = [&] { at::getDeviceAllocator(device.type())->emptyCache(); };
    const bool may_leave = settings.device == "auto" && !device.is_cpu();
    return memory.run<Result>({.run = std::move(run),
                               .free_memory = free_memory,
                               .run_elsewhere = may_leave ? std::move(run_on_cpu) : nullptr});
  }

  imaging::PhotoTransform transform_for(const imaging::PictureRows& picture,
                                        Warnings* warnings) const {
    const auto small = small_picture(picture);
    auto step = imaging::meter(small);
    step.log2_gain = step.log2_gain + settings.exposure;
    const double darkness = step.darkness.item<double>();
    imaging::PhotoTransform transform;
    // A style is wanted on well-lit photos too; without one they keep their pixels.
    const double blend = settings.style ? darkness : 1;
    transform.weight = settings.strength * (settings.style ? 1 : darkness);
    if (transform.weight == 0) return transform;
    transform.tone = tone_table(step, picture.shape().depth, blend);
    transform.calming = imaging::calming_for(picture, settings.denoise);
    if (on_cpu.look.has_high() || on_cpu.look.has_low()) {
      const auto brightened = torch::lerp(small, imaging::brighten(small, step), blend).clamp(0, 1);
      transform.grid = grid_for(for_network(brightened), warnings);
    }
    return transform;
  }

  imaging::AffineGrid grid_for(const torch::Tensor& picture, Warnings* warnings) const {
    auto where = on_device.device;
    const auto grid = step_down<torch::Tensor>([&] { return corrections(on_device, picture); },
                                               [&] {
                                                 where = on_cpu.device;
                                                 return corrections(on_cpu, picture);
                                               });
    if (where != device && warnings) {
      warnings->push_back("the GPU has no memory left: the colours were worked out on the CPU");
    }
    return to_affine_grid(grid);
  }

  EnhanceSettings settings;
  torch::Device device;  ///< that was asked for
  Placed on_cpu, on_device;
};

}  // namespace

std::unique_ptr<batch::PhotoProcessor> make_photo_enhancer(const EnhanceSettings& settings) {
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
