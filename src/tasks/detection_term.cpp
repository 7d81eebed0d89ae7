#include "lowlight/tasks/detection_term.h"

#include <ATen/ATen.h>
#include <torch/utils.h>

#include "lowlight/losses/detection.h"

namespace lowlight::tasks {
namespace {

at::Tensor clipped_by_picture(const at::Tensor& gradient, double most) {
  const auto finite = gradient.isfinite().flatten(1).all(1).view({-1, 1, 1, 1});
  const auto sound = at::where(finite, gradient, at::zeros_like(gradient));
  const auto norms = sound.flatten(1).norm(2, 1).view({-1, 1, 1, 1});
  return sound * (most / norms.clamp_min(most));
}

}  // namespace

void DetectionTermOptions::check(Problems& problems) const {
  if (weight > 0 && detector.empty())
    problems.push_back({"detector", "must name the detector's weights where weight is above 0"});
}

LossTerm detection_term(detection::Detector& detector,
                        const at::Tensor& enhanced,
                        const at::Tensor& bright,
                        const DetectionTermOptions& options) {
  const auto seen = enhanced.clamp(0, 1);
  if (seen.requires_grad()) {
    seen.register_hook([most = options.clip_norm](const at::Tensor& gradient) {
      return clipped_by_picture(gradient, most);
    });
  }
  detection::Heads reference;
  {
    const torch::NoGradGuard no_gradients;
    reference = detector.heads(bright);
  }
  auto term = losses::consistency_loss(detector.heads(seen), reference);
  return {"detection", options.weight * term.value, "", ""};
}

}  // namespace lowlight::tasks
