#include "lowlight/losses/abstention.h"

#include <ATen/ATen.h>

#include <string>
#include <utility>

#include "lowlight/core/check.h"
#include "lowlight/core/full_precision.h"

namespace lowlight::losses {
namespace {

/// What the terms are computed from; the values of inliers and outliers lie in one row each.
struct Energies {
  at::Tensor map;                ///< [N, H, W]
  at::Tensor inliers, outliers;  ///< [n], picked from the map
};

void check_labelled_logits(const at::Tensor& logits, const at::Tensor& labels) {
  LOWLIGHT_CHECK(logits.dim() == 4 && logits.size(1) >= 2,
                 "abstention_losses: logits must be [N, Y + 1, H, W] with Y of 1 or more, got ",
                 logits.sizes());
  LOWLIGHT_CHECK(labels.scalar_type() == at::kLong && labels.dim() == 3 &&
                     labels.size(0) == logits.size(0) && labels.size(1) == logits.size(2) &&
                     labels.size(2) == logits.size(3),
                 "abstention_losses: labels must be int64 [N, H, W] of the logits ",
                 logits.sizes(),
                 ", got ",
                 labels.sizes());
  if (labels.numel() == 0) return;
  const auto [least, most] = at::aminmax(labels);
  LOWLIGHT_CHECK(least.item<int64_t>() >= kOutlier && most.item<int64_t>() < logits.size(1) - 1,
                 "abstention_losses: labels must be classes below ",
                 logits.size(1) - 1,
                 ", outliers or unlabelled, got ",
                 least.item<int64_t>(),
                 " to ",
                 most.item<int64_t>());
}

LossTerm skipped_term(const char* name, const at::Tensor& like, std::string why) {
  return {name, at::zeros({}, like.options()), std::move(why), ""};
}

/// [n], the logarithm of the price of abstaining.
at::Tensor log_price(const at::Tensor& energies, double least) {
  return 2 * (-energies).clamp_min(least).log();
}

at::Tensor neighbours_differ(const at::Tensor& map) {
  auto sum = at::zeros({}, map.options());
  for (const int64_t axis : {1, 2}) {
    if (map.size(axis) < 2) continue;
    sum = sum + 0.5 * map.diff(1, axis).square().mean();
  }
  return sum;
}

/// The two terms in which a pixel may bet on a class or abstain.
std::vector<LossTerm> gambler_terms(const at::Tensor& logits,
                                    const at::Tensor& labels,
                                    const Energies& energies,
                                    const AbstentionOptions& options) {
  const auto log_p = logits.log_softmax(1);
  const auto abstain = log_p.select(1, logits.size(1) - 1);
  std::vector<LossTerm> terms;
  if (energies.inliers.numel() > 0) {
    const auto inlier = labels >= 0;
    const auto right = log_p.gather(1, labels.clamp_min(0).unsqueeze(1)).squeeze(1);
    const auto price = log_price(energies.inliers, options.least_energy);
    const auto bet =
        at::logaddexp(right.masked_select(inlier), abstain.masked_select(inlier) - price);
    terms.push_back({"inliers", -options.abstention_weight * bet.mean(), "", ""});
  } else {
    terms.push_back(skipped_term("inliers", logits, "no pixel has a class"));
  }
  if (energies.outliers.numel() > 0) {
    const auto price = log_price(energies.outliers, options.least_energy);
    const auto known = abstain.masked_select(labels == kOutlier) + (-price).exp().log1p();
    terms.push_back({"outliers", -options.abstention_weight * known.mean(), "", ""});
  } else {
    terms.push_back(skipped_term("outliers", logits, "no pixel is an outlier"));
  }
  return terms;
}

LossTerm hinge_term(const Energies& energies, const AbstentionOptions& options) {
  if (energies.inliers.numel() + energies.outliers.numel() == 0)
    return skipped_term("hinge", energies.map, "no pixel is labelled");
  LossTerm term{"hinge", at::zeros({}, energies.map.options()), "", ""};
  const auto add = [&](const at::Tensor& beyond, const char* missing) {
    if (beyond.numel() == 0)
      term.note = missing;
    else
      term.value = term.value + 0.5 * options.hinge_weight * beyond.relu().square().mean();
  };
  add(energies.inliers - options.inlier_margin, "no pixel has a class");
  add(options.outlier_margin - energies.outliers, "no pixel is an outlier");
  return term;
}

}  // namespace

at::Tensor free_energy(const at::Tensor& logits) {
  LOWLIGHT_CHECK(logits.dim() == 4 && logits.size(1) >= 2,
                 "free_energy: logits must be [N, Y + 1, H, W] with Y of 1 or more, got ",
                 logits.sizes());
  const FullPrecision sums_of_exponentials;
  return -logits.narrow(1, 0, logits.size(1) - 1).logsumexp(1);
}

std::vector<LossTerm> abstention_losses(const at::Tensor& logits,
                                        const at::Tensor& labels,
                                        const AbstentionOptions& options) {
  check_labelled_logits(logits, labels);
  const FullPrecision logarithms;
  const auto map = free_energy(logits);
  const Energies energies{
      map, map.masked_select(labels >= 0), map.masked_select(labels == kOutlier)};
  auto terms = gambler_terms(logits, labels, energies, options);
  terms.push_back(hinge_term(energies, options));
  if (map.numel() > 0) {
    terms.push_back({"smoothness", options.smoothness_weight * neighbours_differ(map), "", ""});
  } else {
    terms.push_back(skipped_term("smoothness", logits, "the batch is empty"));
  }
  if (energies.outliers.numel() > 0) {
    constexpr double kEps = 1e-12;
    const auto size = (energies.outliers.square().mean() + kEps).sqrt();
    terms.push_back({"sparsity", options.sparsity_weight * size, "", ""});
  } else {
    terms.push_back(skipped_term("sparsity", logits, "no pixel is an outlier"));
  }
  return terms;
}

}  // namespace lowlight::losses
