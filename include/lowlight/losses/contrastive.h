// The result shall be nearer to its own style than to the other styles of the batch.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "lowlight/core/loss_term.h"
#include "lowlight/core/ranks.h"
#include "lowlight/core/rule.h"
#include "lowlight/losses/efdm.h"

namespace lowlight::losses {

/// negatives[n]: the samples of the batch whose styles sample n shall stay away from. May be empty.
using Negatives = std::vector<std::vector<int64_t>>;

struct ContrastiveOptions {
  double eps = 1e-8;
  bool detach_style = false;
  SizeMismatch sizes = SizeMismatch::refuse;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("eps", self.eps, at_least(0), "added to the distance from the negatives, which may be 0");
    visit("detach_style", self.detach_style, "no gradient to the style's features");
    visit("sizes", self.sizes, "maps of different sizes: refuse, or interpolate quantiles");
  }

  bool operator==(const ContrastiveOptions&) const = default;
};

/// Σ_n d(n, n) / (Σ_{i in negatives[n]} d(n, i) + eps), d(n, i) = Σ over the maps of
/// EFDM(transferred map of n, style map of i) (Wang et al. 2024, arXiv 2312.05928, eq. 8, on EFDM).
///
/// `style` and `transferred`: equally long lists of maps [N, C, H, W], high and low bands simply
/// one after another. → term "contrastive", its sum over the samples in [0, ∞).
///
/// A negative whose maps have exactly the values of the sample's own style (the same photo twice in
/// a batch) tells nothing and is left out; a sample without any negative left is left out as well;
/// `note` says how many of each. Where no sample is left (a batch of one, one style only) the term
/// is skipped and `skipped` says so. A list that is empty, or an index outside the batch, is an
/// error.
///
/// Where the maps are a part of a batch, the term is that of the batch, and so are `negatives`: a
/// list for each of its samples, rank by rank. A part may have no samples.
LossTerm contrastive_loss(const std::vector<at::Tensor>& style,
                          const std::vector<at::Tensor>& transferred,
                          const Negatives& negatives,
                          const ContrastiveOptions& options = {},
                          const BatchPart& part = {});

/// For each sample the other styles of the batch, the nearest to its result first: i ≠ n ascending
/// by Σ over maps of EFDM(transferred of n, style of i). Styles with exactly the values of n's own
/// are left out. The arguments are lists of sorted values [N, C, P]; no gradient is recorded.
Negatives ranked_negatives(const std::vector<at::Tensor>& sorted_style,
                           const std::vector<at::Tensor>& sorted_transferred,
                           SizeMismatch sizes = SizeMismatch::refuse);

}  // namespace lowlight::losses
