#include "lowlight/inference/photo_enhancer.h"

#include <ATen/Parallel.h>
#include <torch/types.h>
#include <torch/utils.h>

#include <memory>
#include <string>
#include <vector>

#include "inference/look_network.h"
#include "lowlight/core/cuda_library.h"
#include "lowlight/core/error.h"
#include "lowlight/core/value_text.h"
#include "lowlight/imaging/alpha.h"
#include "lowlight/imaging/brightening.h"
#include "lowlight/imaging/noise_estimate.h"
#include "lowlight/imaging/photo_transform.h"
#include "lowlight/imaging/resize.h"

namespace lowlight::inference {
namespace {

using Warnings = std::vector<std::string>;

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

class PhotoEnhancer final : public batch::PhotoProcessor {
 public:
  explicit PhotoEnhancer(const EnhanceSettings& s) : settings(s) {
    if (uses_network(settings)) network = std::make_unique<LookNetwork>(settings);
  }

  void process(const imaging::PictureRows& picture,
               int64_t most_rows,
               const imaging::UseBand& use,
               Warnings* warnings) const override {
    if (!changes_pictures()) return;
    if (settings.threads > 0) at::set_num_threads(int(settings.threads));
    const torch::NoGradGuard no_gradients;
    const auto covered = imaging::with_hidden_colours_covered(picture);
    const auto transform = transform_for(covered, warnings);
    if (transform.weight > 0) imaging::transform_rows(covered, transform, most_rows, use);
  }

  bool changes_pictures() const override { return settings.strength > 0; }

  std::string description() const override {
    return (network ? settings.model.filename().string() : "closed form") + ", strength " +
           number_text(settings.strength) + ", on " + (network ? network->device().str() : "cpu");
  }

 private:
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
    if (network) {
      const auto brightened = torch::lerp(small, imaging::brighten(small, step), blend).clamp(0, 1);
      transform.grid = network->corrections(brightened, warnings);
    }
    return transform;
  }

  EnhanceSettings settings;
  std::unique_ptr<const LookNetwork> network;  ///< null where no look is asked for
};

}  // namespace

bool uses_network(const EnhanceSettings& settings) {
  return settings.style || settings.stored_look;
}

std::unique_ptr<batch::PhotoProcessor> make_photo_enhancer(const EnhanceSettings& settings) {
  const auto problems = problems_of(settings);
  if (!problems.empty()) throw ConfigError("settings of the enhancer", texts_of(problems));
  // A device that is named must be there even where no network will run on it.
  if (settings.device != "auto") resolve_device(settings.device);
  return std::make_unique<PhotoEnhancer>(settings);
}

}  // namespace lowlight::inference
