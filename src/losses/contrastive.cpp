#include "lowlight/losses/contrastive.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <limits>
#include <map>

#include "lowlight/core/check.h"

namespace lowlight::losses {
namespace {

/// As sorted_values, also of no sample.
at::Tensor sorted_or_none(const at::Tensor& map) {
  return map.size(0) > 0 ? sorted_values(map) : map.flatten(2);
}

/// The sorted values of the whole batch. A map that stands in the list several times is sorted
/// once.
std::vector<at::Tensor> all_sorted(const std::vector<at::Tensor>& maps,
                                   bool detach,
                                   const BatchPart& part) {
  std::map<const void*, at::Tensor> known;
  std::vector<at::Tensor> result;
  for (const auto& map : maps) {
    auto& sorted = known[map.unsafeGetTensorImpl()];
    if (!sorted.defined()) sorted = gathered(sorted_or_none(detach ? map.detach() : map), part);
    result.push_back(sorted);
  }
  return result;
}

/// Pairs (sample, negative), the i-th of `sample` with the i-th of `negative`.
struct Pairs {
  std::vector<int64_t> sample, negative;
};

Pairs all_pairs(const Negatives& negatives) {
  const auto batch = static_cast<int64_t>(negatives.size());
  Pairs pairs;
  for (int64_t n = 0; n < batch; ++n) {
    for (const auto i : negatives[n]) {
      LOWLIGHT_CHECK(
          0 <= i && i < batch, "contrastive_loss: negatives must lie in [0, ", batch, "), got ", i);
      pairs.sample.push_back(n);
      pairs.negative.push_back(i);
    }
  }
  return pairs;
}

at::Tensor index_of(const std::vector<int64_t>& indices, const at::Tensor& like) {
  return at::tensor(indices, at::kLong).to(like.device());
}

/// [K] on the host: true where the two styles of a pair have the same values in every map.
at::Tensor equal_pairs(const std::vector<at::Tensor>& sorted, const Pairs& pairs) {
  const at::NoGradGuard no_grad;
  at::Tensor equal;
  for (const auto& values : sorted) {
    const auto sample = values.index_select(0, index_of(pairs.sample, values));
    const auto negative = values.index_select(0, index_of(pairs.negative, values));
    const auto here = (sample == negative).flatten(1).all(1);
    equal = equal.defined() ? equal & here : here;
  }
  return equal.cpu();
}

Pairs without_equal_styles(const Pairs& pairs, const std::vector<at::Tensor>& sorted) {
  if (pairs.sample.empty()) return pairs;
  const auto equal = equal_pairs(sorted, pairs);
  const auto is_equal = equal.accessor<bool, 1>();
  Pairs different;
  for (size_t k = 0; k < pairs.sample.size(); ++k) {
    if (is_equal[static_cast<int64_t>(k)]) continue;
    different.sample.push_back(pairs.sample[k]);
    different.negative.push_back(pairs.negative[k]);
  }
  return different;
}

/// Each value of an ascending list once.
std::vector<int64_t> unique(std::vector<int64_t> ascending) {
  ascending.erase(std::unique(ascending.begin(), ascending.end()), ascending.end());
  return ascending;
}

std::string left_out(size_t equal_styles, size_t counted, size_t batch) {
  std::string text;
  if (equal_styles > 0) {
    text = std::to_string(equal_styles) + " negatives have the sample's own style";
  }
  if (counted < batch) {
    text += (text.empty() ? "" : ", ") + std::to_string(batch - counted) + " of " +
            std::to_string(batch) + " samples have no negative";
  }
  return text;
}

/// [N, N] on the host: true where two styles have the same values in every map.
at::Tensor equal_styles(const std::vector<at::Tensor>& sorted) {
  at::Tensor equal;
  // The deepest map is the smallest, and mostly settles it.
  for (auto values = sorted.rbegin(); values != sorted.rend(); ++values) {
    const auto here = (pairwise_efdm_of_sorted(*values, *values) == 0).cpu();
    equal = equal.defined() ? equal & here : here;
    if (equal.sum().item<int64_t>() == equal.size(0)) break;
  }
  return equal;
}

}  // namespace

LossTerm contrastive_loss(const std::vector<at::Tensor>& style,
                          const std::vector<at::Tensor>& transferred,
                          const Negatives& negatives,
                          const ContrastiveOptions& options,
                          const BatchPart& part) {
  LOWLIGHT_CHECK(!style.empty() && style.size() == transferred.size(),
                 "contrastive_loss: as many style maps as transferred ones and at least one, got ",
                 style.size(),
                 " and ",
                 transferred.size());
  const auto styles = all_sorted(style, options.detach_style, part);
  const auto results = all_sorted(transferred, false, part);
  const auto batch = static_cast<size_t>(styles.front().size(0));
  LOWLIGHT_CHECK(negatives.size() == batch,
                 "contrastive_loss: one list of negatives a sample, got ",
                 negatives.size(),
                 " for ",
                 batch,
                 " samples");
  const auto listed = all_pairs(negatives);
  const auto pairs = without_equal_styles(listed, styles);
  const auto counted = unique(pairs.sample);
  const auto remark = left_out(listed.sample.size() - pairs.sample.size(), counted.size(), batch);
  if (counted.empty()) {
    return {"contrastive", at::zeros({}, results.front().options()), remark, ""};
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
  const auto that_count = index_of(counted, near);
  const auto ratio =
      near.index_select(0, that_count) / (from_negatives.index_select(0, that_count) + options.eps);
  return {"contrastive", ratio.sum(), "", remark};
}

Negatives ranked_negatives(const std::vector<at::Tensor>& sorted_style,
                           const std::vector<at::Tensor>& sorted_transferred,
                           SizeMismatch sizes) {
  LOWLIGHT_CHECK(!sorted_style.empty() && sorted_style.size() == sorted_transferred.size(),
                 "ranked_negatives: as many style maps as transferred ones and at least one, got ",
                 sorted_style.size(),
                 " and ",
                 sorted_transferred.size());
  const at::NoGradGuard no_grad;
  at::Tensor distance;
  for (size_t map = 0; map < sorted_style.size(); ++map) {
    const auto summand = pairwise_efdm_of_sorted(sorted_transferred[map], sorted_style[map], sizes);
    distance = map == 0 ? summand : distance + summand;
  }
  // A distance that is NaN has no place in an order; the loss is then NaN as well, and found by it.
  constexpr double kLast = std::numeric_limits<double>::infinity();
  const auto host = distance.to(at::kCPU, at::kDouble).nan_to_num(kLast).contiguous();
  const auto distances = host.accessor<double, 2>();
  const auto equal = equal_styles(sorted_style);
  const auto same = equal.accessor<bool, 2>();
  Negatives negatives(host.size(0));
  for (int64_t n = 0; n < host.size(0); ++n) {
    auto& ranked = negatives[n];
    for (int64_t i = 0; i < host.size(1); ++i) {
      if (i != n && !same[n][i]) ranked.push_back(i);
    }
    std::ranges::stable_sort(ranked, {}, [&](int64_t i) { return distances[n][i]; });
  }
  return negatives;
}

}  // namespace lowlight::losses
