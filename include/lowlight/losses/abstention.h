// Losses that teach a classifier of pixels to say "I do not know".
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "lowlight/core/loss_term.h"
#include "lowlight/core/rule.h"

namespace lowlight::losses {

/// Labels beside the classes 0 … Y − 1.
inline constexpr int64_t kUnlabelled = -1;  ///< counts nowhere
inline constexpr int64_t kOutlier = -2;     ///< nothing is known of this pixel

struct AbstentionOptions {
  double abstention_weight = 1;
  double hinge_weight = 0.1;
  double smoothness_weight = 0;
  double sparsity_weight = 0;
  double least_energy = 1;
  double inlier_margin = -12;
  double outlier_margin = -6;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("abstention_weight", self.abstention_weight, at_least(0), "weight of both gambler terms");
    visit("hinge_weight", self.hinge_weight, at_least(0), "weight of the energies' margins");
    visit("smoothness_weight", self.smoothness_weight, at_least(0), "weight of smooth energies");
    visit("sparsity_weight", self.sparsity_weight, at_least(0), "weight of outliers' energies");
    visit("least_energy", self.least_energy, above(0), "least root of the abstention's price");
    visit("inlier_margin", self.inlier_margin, "energy that inliers should lie below");
    visit("outlier_margin", self.outlier_margin, "energy that outliers should lie above");
  }

  bool operator==(const AbstentionOptions&) const = default;
};

/// E = −log Σ exp f_t over the first Y of the Y + 1 logits [N, Y + 1, H, W] → [N, H, W]: low where
/// a class is sure, whatever the abstention class says (Liu et al. 2020, arXiv 2010.03759, eq. 4 at
/// temperature 1). Finite for finite logits of any size. Y ≥ 1, else c10::ValueError.
at::Tensor free_energy(const at::Tensor& logits);

/// The terms of pixel-wise energy-biased abstention (Tian et al. 2022, arXiv 2111.12264), weighted.
/// p is the softmax over all Y + 1 logits, E the free energy, a = max(−E, least_energy)² the price
/// of abstaining: it rises with certainty, and unlike the published (−E)² it never rises again with
/// doubt and is never 0. `labels` [N, H, W]: a class, kOutlier or kUnlabelled.
///
///   "inliers"     mean over pixels of class y of −log(p_y + p_{Y+1} / a), each in [min(0, log a),
///   ∞) "outliers"    mean over outliers of −log(p_{Y+1} · (1 + 1/a)), in [−log(1 + a⁻¹), ∞)
///   "hinge"       ½ mean over inliers of relu(E − inlier_margin)² +
///                 ½ mean over outliers of relu(outlier_margin − E)²
///   "smoothness"  ½ mean over neighbours (right and below, one mean each) of (E − E')²
///   "sparsity"    √(mean over outliers of E² + 1e-12)
///
/// Means, so that no weight depends on the size of the pictures. Everything is computed with
/// logarithms of probabilities: gaps of hundreds between logits stay finite. Without inliers or
/// outliers, and on empty batches, what asks for them is 0 and says so; "hinge" then counts the
/// other half and notes it. Margins depend on the scale of the network's logits: 5 % points of both
/// kinds' energies before training are a start, the defaults are those of the paper's 19 classes.
/// Other labels or shapes: c10::ValueError.
std::vector<LossTerm> abstention_losses(const at::Tensor& logits,
                                        const at::Tensor& labels,
                                        const AbstentionOptions& options = {});

}  // namespace lowlight::losses
