#include "lowlight/losses/contrastive.h"

#include <ATen/ATen.h>

#include "lowlight/core/check.h"

namespace lowlight::losses {
namespace {

std::vector<at::Tensor> all_sorted(const std::vector<at::Tensor>& maps, bool detach) {
  std::vector<at::Tensor> result;
  for (const auto& map : maps) result.push_back(sorted_values(detach ? map.detach() : map));
  return result;
}

/// [N, N]: true where two styles have the same values in every map.
at::Tensor equal_styles(const std::vector<at::Tensor>& sorted) {
  const at::NoGradGuard no_grad;
  at::Tensor distance;
  for (const auto& values : sorted) {
    const auto summand = pairwise_efdm_of_sorted(values, values);
    distance = distance.defined() ? distance + summand : summand;
  }
  return (distance == 0).cpu();
}

/// Pairs (sample, negative) that count, and what had to be left out.
struct Pairs {
  std::vector<int64_t> sample, negative, samples_that_count;
  int64_t equal = 0;

  std::string left_out(int64_t batch) const {
    const auto alone = batch - static_cast<int64_t>(samples_that_count.size());
    std::string text;
    if (equal > 0) text = std::to_string(equal) + " negatives have the sample's own style";
    if (alone > 0) {
      text += (text.empty() ? "" : ", ") + std::to_string(alone) + " of " + std::to_string(batch) +
              " samples have no negative";
    }
    return text;
  }
};

Pairs usable_pairs(const Negatives& negatives, const at::Tensor& equal) {
  const auto same = equal.accessor<bool, 2>();
  const auto batch = equal.size(0);
  Pairs pairs;
  for (int64_t n = 0; n < batch; ++n) {
    const auto before = pairs.sample.size();
    for (const auto i : negatives[n]) {
      LOWLIGHT_CHECK(
          0 <= i && i < batch, "contrastive_loss: negatives must lie in [0, ", batch, "), got ", i);
      if (same[n][i]) {
        ++pairs.equal;
        continue;
      }
      pairs.sample.push_back(n);
      pairs.negative.push_back(i);
    }
    if (pairs.sample.size() > before) pairs.samples_that_count.push_back(n);
  }
  return pairs;
}

at::Tensor index_of(const std::vector<int64_t>& indices, const at::Tensor& like) {
  return at::tensor(indices, at::kLong).to(like.device());
}

}  // namespace

std::vector<std::string> problems_of(const ContrastiveOptions& options) {
  if (options.eps >= 0) return {};
  return {"eps must not be negative, is " + std::to_string(options.eps)};
}

LossTerm contrastive_loss(const std::vector<at::Tensor>& style,
                          const std::vector<at::Tensor>& transferred,
                          const Negatives& negatives,
                          const ContrastiveOptions& options) {
  LOWLIGHT_CHECK(!style.empty() && style.size() == transferred.size(),
                 "contrastive_loss: as many style maps as transferred ones and at least one, got ",
                 style.size(),
                 " and ",
                 transferred.size());
  const auto batch = style.front().size(0);
  LOWLIGHT_CHECK(static_cast<int64_t>(negatives.size()) == batch,
                 "contrastive_loss: one list of negatives a sample, got ",
                 negatives.size(),
                 " for ",
                 batch,
                 " samples");
  const auto styles = all_sorted(style, options.detach_style);
  const auto results = all_sorted(transferred, false);
  const auto pairs = usable_pairs(negatives, equal_styles(styles));
  const auto left_out = pairs.left_out(batch);
  if (pairs.sample.empty()) {
    return {"contrastive", at::zeros({}, results.front().options()), left_out, ""};
  }
  const auto sample = index_of(pairs.sample, results.front());
  const auto negative = index_of(pairs.negative, results.front());
  at::Tensor near, far;
  for (size_t map = 0; map < styles.size(); ++map) {
    const auto own = efdm_of_sorted(results[map], styles[map], options.sizes);
    const auto others = efdm_of_sorted(
        results[map].index_select(0, sample), styles[map].index_select(0, negative), options.sizes);
    near = map == 0 ? own : near + own;
    far = map == 0 ? others : far + others;
  }
  const auto from_negatives = at::zeros_like(near).index_add(0, sample, far);
  const auto counted = index_of(pairs.samples_that_count, near);
  const auto ratio =
      near.index_select(0, counted) / (from_negatives.index_select(0, counted) + options.eps);
  return {"contrastive", ratio.sum(), "", left_out};
}

Negatives hardest_negatives(const std::vector<at::Tensor>& sorted_style,
                            const std::vector<at::Tensor>& sorted_transferred,
                            SizeMismatch sizes) {
  LOWLIGHT_CHECK(!sorted_style.empty() && sorted_style.size() == sorted_transferred.size(),
                 "hardest_negatives: as many style maps as transferred ones and at least one, got ",
                 sorted_style.size(),
                 " and ",
                 sorted_transferred.size());
  const at::NoGradGuard no_grad;
  at::Tensor distance;
  for (size_t map = 0; map < sorted_style.size(); ++map) {
    const auto summand = pairwise_efdm_of_sorted(sorted_transferred[map], sorted_style[map], sizes);
    distance = map == 0 ? summand : distance + summand;
  }
  const auto host = distance.to(at::kCPU, at::kDouble).contiguous();
  const auto distances = host.accessor<double, 2>();
  const auto equal = equal_styles(sorted_style);
  const auto same = equal.accessor<bool, 2>();
  Negatives negatives(host.size(0));
  for (int64_t n = 0; n < host.size(0); ++n) {
    for (int64_t i = 0; i < host.size(1); ++i) {
      if (i == n || same[n][i]) continue;
      auto& nearest = negatives[n];
      if (nearest.empty() || distances[n][i] < distances[n][nearest[0]]) nearest = {i};
    }
  }
  return negatives;
}

}  // namespace lowlight::losses
