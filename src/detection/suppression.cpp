#include "detection/suppression.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <vector>

#include "lowlight/core/check.h"
#include "lowlight/detection/overlap.h"

namespace lowlight::detection {

at::Tensor top_scores(const at::Tensor& scores, int64_t most, double least) {
  LOWLIGHT_CHECK(scores.dim() == 1, "scores must be [N], got ", scores.sizes());
  const auto order = std::get<1>(scores.sort(/*stable=*/true, 0, /*descending=*/true));
  // NaN is no number that could be at least another: comparing leaves it out.
  const auto kept = order.masked_select(scores.index_select(0, order) >= least);
  return kept.narrow(0, 0, std::min(most, kept.size(0)));
}

template <class Unit>
at::Tensor non_maximum_suppression(const ManyCorners<Unit>& boxes,
                                   const at::Tensor& scores,
                                   double threshold) {
  const auto rows = rows_of(boxes).detach().to(at::kCPU);
  LOWLIGHT_CHECK(scores.dim() == 1 && rows.dim() == 2 && rows.size(0) == scores.size(0),
                 "suppression: boxes and scores must be [N], got ",
                 rows.sizes(),
                 " and ",
                 scores.sizes());
  const auto values = scores.detach().to(at::kCPU);
  const auto sound = (are_valid(corners_from<Unit>(rows)) & values.isnan().logical_not());
  const auto order = std::get<1>(values.sort(/*stable=*/true, 0, /*descending=*/true));
  auto left = order.masked_select(sound.index_select(0, order));
  std::vector<int64_t> kept;
  while (left.size(0) > 0) {
    kept.push_back(left[0].template item<int64_t>());
    const auto others = left.slice(0, 1);
    const auto overlaps = pairwise_iou(selected(corners_from<Unit>(rows), left.slice(0, 0, 1)),
                                       selected(corners_from<Unit>(rows), others));
    left = others.masked_select(overlaps[0] <= threshold);
  }
  return at::tensor(at::ArrayRef<int64_t>(kept), at::kLong).to(scores.device());
}

template at::Tensor non_maximum_suppression(const ManyCorners<Pixels>&, const at::Tensor&, double);
template at::Tensor non_maximum_suppression(const ManyCorners<Normalised>&,
                                            const at::Tensor&,
                                            double);

}  // namespace lowlight::detection
