#include "lowlight/detection/head_statistics.h"

#include <ATen/ATen.h>

#include "lowlight/core/check.h"

namespace lowlight::detection {

double logits_apart(const Heads& heads, const Heads& reference) {
  LOWLIGHT_CHECK(heads.classes.sizes() == reference.classes.sizes() && heads.classes.numel() > 0,
                 "logits_apart: heads must be of equally many anchors, got ",
                 heads.classes.sizes(),
                 " and ",
                 reference.classes.sizes());
  const auto sorted = [](const Heads& of) {
    return std::get<0>(of.classes.detach().to(at::kDouble).flatten().sort());
  };
  const auto wanted = sorted(reference);
  const auto distance = (sorted(heads) - wanted).abs().mean();
  return (distance / wanted.std(/*unbiased=*/false).clamp_min(1e-9)).item<double>();
}

double top_score(const Heads& heads) {
  return heads.scores().detach().to(at::kDouble).amax(1).mean().item<double>();
}

}  // namespace lowlight::detection
