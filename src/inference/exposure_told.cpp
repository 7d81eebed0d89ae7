#include "inference/exposure_told.h"

#include <torch/types.h>
#include <torch/utils.h>

#include <string>

#include "lowlight/core/srgb.h"
#include "lowlight/core/text.h"

namespace lowlight::inference {
namespace {

/// How many EV brighter a grey of the photo's mean luma becomes.
double ev_of(const torch::Tensor& mean_luma, const imaging::Brightening& step) {
  const auto grey = mean_luma.clamp_min(1. / 255).unsqueeze(1);
  return torch::log2(srgb_to_linear(imaging::brighten(grey, step)) / srgb_to_linear(grey))
      .item<double>();
}

/// What was asked for beside what the meter found; "" where nothing was.
std::string asked_of(const EnhanceSettings& settings) {
  std::string text;
  if (settings.exposure != 0) text += formatted("; exposure %+.1f EV as asked", settings.exposure);
  if (settings.shadows != 0) text += formatted("; shadows %+.1f as asked", settings.shadows);
  return text;
}

/// What light the photo was taken in, where the meter minds it; "" for usual light.
std::string light_of(const imaging::Darkness& found) {
  return found.one_colour.item<double>() > 0.1 ? "; lit in one colour, by which it is metered" : "";
}

std::string verdict_of(const batch::Exposure& exposure, bool asked) {
  if (exposure.share == 0) return asked ? "well exposed" : "well exposed: left as it is";
  if (exposure.ev <= 0) return "lit before a black ground: the ground stays black";
  const auto ev = formatted("%.1f EV", exposure.ev);
  if (exposure.share == 1) return "dark: brightened by " + ev;
  return "between dark and well exposed: brightened by " +
         formatted("%.0f %% of ", 100 * exposure.share) + ev;
}

}  // namespace

batch::Exposure exposure_told(const imaging::Darkness& found,
                              const imaging::Brightening& step,
                              const EnhanceSettings& settings) {
  batch::Exposure exposure{ev_of(found.mean, step), step.darkness.item<double>(), ""};
  const auto asked = asked_of(settings);
  exposure.why = verdict_of(exposure, !asked.empty()) +
                 formatted(" (mean luma %.2f", found.mean.item<double>()) +
                 formatted(", about the centre %.2f", found.centre.item<double>()) +
                 formatted(", lit part %.2f", found.bright.item<double>()) +
                 formatted(", colour %.2f)", found.colour.item<double>()) +
                 (exposure.share > 0 ? light_of(found) : "") + asked;
  return exposure;
}

}  // namespace lowlight::inference
