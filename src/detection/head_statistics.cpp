#include "lowlight/detection/head_statistics.h"

#include <ATen/ATen.h>

#include <cmath>

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

std::vector<double> logit_quantiles(const at::Tensor& logits, const std::vector<double>& shares) {
  LOWLIGHT_CHECK(logits.numel() > 0, "logit_quantiles: there must be a logit");
  const auto sorted = std::get<0>(logits.detach().to(at::kDouble).flatten().sort());
  std::vector<double> quantiles;
  for (const double share : shares) {
    const auto place = std::llround(share * double(sorted.size(0) - 1));
    quantiles.push_back(sorted[place].item<double>());
  }
  return quantiles;
}

double top_score(const Heads& heads) {
  return heads.scores().detach().to(at::kDouble).amax(1).mean().item<double>();
}

}  // namespace lowlight::detection
