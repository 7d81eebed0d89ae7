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
  return losses::consistency_loss(detector.heads(seen), wanted, reference.part);
}

LossTerm labels_term(detection::Detector& detector,
                     const at::Tensor& seen,
                     const DetectionReference& reference) {
  std::vector<losses::PictureLabels> labels;
  for (const auto& rows : reference.boxes.unbind(0)) {
    const auto all = detection::corners_from<detection::Pixels>(rows);
    labels.push_back({detection::selected(all, detection::are_valid(all))});
  }
  // The detector is trained: its own boxes are matched, however little they overlap in the dark.
  losses::DetectionLossOptions options;
  options.matched_by = losses::MatchedBy::predictions;
  options.least_side = 0;
  options.match.least_forced = 0;
  const auto terms = losses::detection_loss(detector.heads(seen),
                                            detector.anchors({seen.size(3), seen.size(2)}),
                                            detector.coding(),
                                            labels,
                                            options,
                                            reference.part);
  auto sum = terms.front();
  sum.skipped.clear();
  for (size_t i = 1; i < terms.size(); ++i) {
    sum.value = sum.value + terms[i].value;
    if (sum.note.empty()) sum.note = terms[i].note;
  }
  return sum;
}

}  // namespace

void DetectionTermOptions::check(Problems& problems) const {
  if (weight > 0 && detector.empty())
    problems.push_back({"detector", "must name the detector's weights where weight is above 0"});
}

LossTerm detection_term(detection::Detector& detector,
                        const at::Tensor& enhanced,
                        const DetectionReference& reference,
                        const DetectionTermOptions& options) {
  const auto seen = enhanced.clamp(0, 1);
  if (seen.requires_grad()) {
    seen.register_hook([most = options.clip_norm](const at::Tensor& gradient) {
      return clipped_by_picture(gradient, most);
    });
  }
  auto term = reference.boxes.defined() ? labels_term(detector, seen, reference)
                                        : consistency_term(detector, seen, reference);
  term.name = "detection";
  term.value = options.weight * term.value;
  return term;
}

}  // namespace lowlight::tasks
