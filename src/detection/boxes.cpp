#include "lowlight/detection/boxes.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

#include "lowlight/core/check.h"

namespace lowlight::detection {
namespace {

// Farther out a float does not tell one pixel from the next.
constexpr double kFarthest = 1 << 24;

}  // namespace

template <class Unit>
at::Tensor rows_of(const ManyCorners<Unit>& boxes) {
  return at::stack(at::broadcast_tensors({boxes.left, boxes.top, boxes.right, boxes.bottom}), -1);
}

template <class Unit>
ManyCorners<Unit> corners_from(const at::Tensor& rows) {
  LOWLIGHT_CHECK(rows.dim() > 0 && rows.size(-1) == 4,
                 "boxes must be rows [..., 4] of left, top, right, bottom, got ",
                 rows.sizes());
  return {rows.select(-1, 0), rows.select(-1, 1), rows.select(-1, 2), rows.select(-1, 3)};
}

template <class Unit>
ManyCorners<Unit> selected(const ManyCorners<Unit>& boxes, const at::Tensor& places) {
  return corners_from<Unit>(rows_of(boxes).index({places}));
}

std::string fault_of(const CornerSize<Pixels>& box) {
  for (const double number : {box.left, box.top, box.width, box.height}) {
    if (!std::isfinite(number)) return "is not finite";
  }
  const auto [left, top, right, bottom] = corners_of(box);
  if (std::min(left, top) < -kFarthest || std::max(right, bottom) > kFarthest)
    return "reaches farther than " + std::to_string(int64_t(kFarthest)) + " pixels";
  return box.width > 0 && box.height > 0 ? "" : "has no area";
}

template <class Unit>
at::Tensor are_valid(const ManyCorners<Unit>& boxes, double least) {
  const auto width = boxes.right - boxes.left, height = boxes.bottom - boxes.top;
  const auto finite = rows_of(boxes).isfinite().all(-1);
  return finite & (width > 0) & (height > 0) & (width >= least) & (height >= least);
}

#define LOWLIGHT_FOR_UNIT(Unit)                                                     \
  template at::Tensor rows_of(const ManyCorners<Unit>&);                            \
  template ManyCorners<Unit> corners_from(const at::Tensor&);                       \
  template ManyCorners<Unit> selected(const ManyCorners<Unit>&, const at::Tensor&); \
  template at::Tensor are_valid(const ManyCorners<Unit>&, double);

LOWLIGHT_FOR_UNIT(Pixels)
LOWLIGHT_FOR_UNIT(Normalised)
LOWLIGHT_FOR_UNIT(Grid)
#undef LOWLIGHT_FOR_UNIT

}  // namespace lowlight::detection
