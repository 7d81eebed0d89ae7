#include "tasks/look_objective.h"

#include <ATen/ATen.h>

#include "lowlight/core/cielab.h"

namespace lowlight::tasks {
namespace {

at::Tensor lab_of(const at::Tensor& colours) { return srgb_to_lab(colours.transpose(1, 2)); }

at::Tensor chroma(const at::Tensor& lab) {
  return (lab.select(1, 1).square() + lab.select(1, 2).square() + 1e-6).sqrt();
}

}  // namespace

at::Tensor colour_difference(const at::Tensor& lab, const at::Tensor& truth) {
  const auto change = (lab - truth).unbind(1);
  const auto c = chroma(lab), c_truth = chroma(truth);
  const auto change_of_chroma = c - c_truth;
  const auto change_of_hue =
      (change[1].square() + change[2].square() - change_of_chroma.square()).clamp_min(0);
  const auto mean_chroma = (c * c_truth).sqrt();
  const auto from_middle = (truth.select(1, 0) - 50).square();
  const auto lightness = 1 + 0.015 * from_middle / (20 + from_middle).sqrt();
  return ((change[0] / lightness).square() +
          (change_of_chroma / (1 + 0.045 * mean_chroma)).square() +
          change_of_hue / (1 + 0.015 * mean_chroma).square() + 1e-4)
      .sqrt();
}

std::vector<LossTerm> look_losses(const LookBatch& batch, double faint) {
  const auto truth = lab_of(batch.truth);
  const auto error = colour_difference(lab_of(batch.found), truth).mean(1);
  const auto size = colour_difference(lab_of(batch.plain), truth).mean(1);
  const auto outside = batch.found - batch.found.clamp(0, 1);
  return {{"colour", (error / (size + faint)).mean(), "", ""},
          {"range", 20 * outside.square().mean(), "", ""}};
}

}  // namespace lowlight::tasks
