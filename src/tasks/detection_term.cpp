#include "lowlight/tasks/detection_term.h"

#include <ATen/ATen.h>
#include <torch/utils.h>

#include <utility>
#include <vector>

#include "lowlight/losses/detection.h"

namespace lowlight::tasks {
namespace {

at::Tensor clipped_by_picture(const at::Tensor& gradient, double most) {
  const auto finite = gradient.isfinite().flatten(1).all(1).view({-1, 1, 1, 1});
  const auto sound = at::where(finite, gradient, at::zeros_like(gradient));
  const auto norms = sound.flatten(1).norm(2, 1).view({-1, 1, 1, 1});
  return sound * (most / norms.clamp_min(most));
}

LossTerm consistency_term(detection::Detector& detector,
                          const at::Tensor& seen,
                          const DetectionReference& reference) {
  detection::Heads wanted;
  {
    const torch::NoGradGuard no_gradients;
    wanted = detector.heads(reference.bright);
  }
  auto term = losses::consistency_loss(detector.heads(seen), wanted, reference.part);
  term.name = "detection";
  return term;
}

std::vector<LossTerm> label_terms(detection::Detector& detector,
                                  const at::Tensor& seen,
                                  const DetectionReference& reference,
                                  const DetectionTermOptions& weights) {
  std::vector<losses::PictureLabels> labels;
  for (int64_t n = 0; n < reference.boxes.size(0); ++n) {
    const auto all = detection::corners_from<detection::Pixels>(reference.boxes[n]);
    const auto known = detection::are_valid(all);
    labels.push_back({detection::selected(all, known)});
    if (reference.ignored.defined()) labels.back().ignored = reference.ignored[n].index({known});
  }
  losses::DetectionLossOptions options{.box_weight = weights.box_weight,
                                       .class_weight = weights.class_weight,
                                       .objectness_weight = weights.objectness_weight,
                                       .landmark_weight = 0};
  // The detector is trained: its own boxes are matched, however little they overlap in the dark.
  options.matched_by = losses::MatchedBy::predictions;
  options.least_side = 0;
  options.match.least_forced = 0;
  auto terms = losses::detection_loss(detector.heads(seen),
                                      detector.anchors({seen.size(3), seen.size(2)}),
                                      detector.coding(),
                                      labels,
                                      options,
                                      reference.part);
  std::erase_if(terms, [](const LossTerm& term) { return term.name == "landmarks"; });
  for (auto& term : terms) term.name = "detection." + term.name;
  return terms;
}

}  // namespace

void DetectionTermOptions::check(Problems& problems) const {
  if (weight > 0 && detector.empty())
    problems.push_back({"detector", "must name the detector's weights where weight is above 0"});
}

std::vector<LossTerm> detection_terms(detection::Detector& detector,
                                      const at::Tensor& enhanced,
                                      const DetectionReference& reference,
                                      const DetectionTermOptions& options) {
  const auto seen = enhanced.clamp(0, 1);
  if (seen.requires_grad()) {
    seen.register_hook([most = options.clip_norm](const at::Tensor& gradient) {
      return clipped_by_picture(gradient, most);
    });
  }
  auto terms = reference.boxes.defined() ? label_terms(detector, seen, reference, options)
                                         : std::vector{consistency_term(detector, seen, reference)};
  for (auto& term : terms) term.value = options.weight * term.value;
  return terms;
}

}  // namespace lowlight::tasks
