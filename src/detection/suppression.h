// Of many answers those that count.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "lowlight/detection/boxes.h"

namespace lowlight::detection {

/// The indices of the `most` greatest of scores [N] that are at least `least`, the greatest first,
/// equal ones in their order: int64 on the scores' device. NaN never counts.
at::Tensor top_scores(const at::Tensor& scores, int64_t most, double least);

/// Greedy non-maximum suppression: going through boxes [N] from the highest score down, equal ones
/// in their order, keeps each whose IoU with every box kept so far is at most `threshold`. →
/// indices of the kept, highest score first. Boxes that are not valid and scores of NaN are left
/// out.
template <class Unit>
at::Tensor non_maximum_suppression(const ManyCorners<Unit>& boxes,
                                   const at::Tensor& scores,
                                   double threshold);

}  // namespace lowlight::detection
