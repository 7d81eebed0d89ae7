// How much two boxes overlap: IoU and its relatives that also tell boxes apart that do not touch.
#pragma once

#include <ATen/core/Tensor.h>

#include <array>
#include <string_view>
#include <utility>

#include "lowlight/detection/boxes.h"

namespace lowlight::detection {

enum class OverlapKind {
  iou,   ///< I / U, I the area of the intersection, U that of the union; in [0, 1]
  giou,  ///< IoU − (C − U)/C, C the area of the smallest box around both; in (−1, 1]
  diou,  ///< IoU − ρ²/c², ρ the distance of the centres, c the diagonal of that box; in (−1, 1]
  ciou,  ///< DIoU − αv, v = 4/π² (atan(w/h) − atan(w′/h′))², α = v/(1 − IoU + v); above −2
};

/// The names of the values, as users write them.
constexpr auto names_of(OverlapKind) {
  return std::to_array<std::pair<OverlapKind, std::string_view>>({{OverlapKind::iou, "iou"},
                                                                  {OverlapKind::giou, "giou"},
                                                                  {OverlapKind::diou, "diou"},
                                                                  {OverlapKind::ciou, "ciou"}});
}

/// The overlap of boxes one by one: shapes broadcast, in float (double stays double). GIoU:
/// Rezatofighi et al. 2019, arXiv 1902.09630; DIoU and CIoU: Zheng et al. 2020, arXiv 1911.08287,
/// α a constant to the gradient. Sides count as 0 where right < left or bottom < top. Computed in
/// units of the smallest box around both, quotients with denominators of at least 1e-12: finite for
/// every finite box, and so is its gradient where sides are at least 1e-30; 1 for two equal boxes
/// with area. No "+1 pixel".
template <class Unit>
at::Tensor overlap(OverlapKind kind, const ManyCorners<Unit>& a, const ManyCorners<Unit>& b);

/// IoU of every box of `a` [N] with every box of `b` [M]: [N, M].
template <class Unit>
at::Tensor pairwise_iou(const ManyCorners<Unit>& a, const ManyCorners<Unit>& b);

}  // namespace lowlight::detection
