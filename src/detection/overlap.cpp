#include "lowlight/detection/overlap.h"

#include <ATen/ATen.h>

#include <numbers>

namespace lowlight::detection {
namespace {

constexpr double kLeastDenominator = 1e-12;
// In lengths of the box around both; the slope of the angle of a box of no size is 1 over this.
constexpr double kLeastHeight = 1e-7;

at::Tensor exact(const at::Tensor& x) {
  return x.scalar_type() == at::kDouble ? x : x.to(at::kFloat);
}

at::Tensor ratio(const at::Tensor& part, const at::Tensor& whole) {
  return part / whole.clamp_min(kLeastDenominator);
}

/// 4/π² (atan(w/h) − atan(w′/h′))².
at::Tensor shape_difference(const at::Tensor& w,
                            const at::Tensor& h,
                            const at::Tensor& other_w,
                            const at::Tensor& other_h) {
  const auto angle = at::atan2(w, h + kLeastHeight) - at::atan2(other_w, other_h + kLeastHeight);
  return angle.square() * (4 / (std::numbers::pi * std::numbers::pi));
}

/// Two boxes one by one in shares of the smallest box around both, and the sides of that, the
/// longer one being 1. Overlaps are the same in these units, and no product over- or underflows; so
/// the units are constants to the gradient.
template <class Unit>
struct Framed {
  ManyCorners<Unit> a, b;
  at::Tensor width, height;

  Framed(const ManyCorners<Unit>& of_a, const ManyCorners<Unit>& of_b) {
    const auto across = frame(of_a.left, of_a.right, of_b.left, of_b.right);
    const auto down = frame(of_a.top, of_a.bottom, of_b.top, of_b.bottom);
    a = {across.share(of_a.left),
         down.share(of_a.top),
         across.share(of_a.right),
         down.share(of_a.bottom)};
    b = {across.share(of_b.left),
         down.share(of_b.top),
         across.share(of_b.right),
         down.share(of_b.bottom)};
    const auto longer = not_zero(at::maximum(across.length, down.length));
    width = across.length / longer;
    height = down.length / longer;
  }

 private:
  /// A quarter of the greatest numbers has differences that are finite.
  static at::Tensor quarter(const at::Tensor& x) { return exact(x) * 0.25; }

  static at::Tensor not_zero(const at::Tensor& x) { return at::where(x > 0, x, 1.); }

  struct Frame {
    at::Tensor first, length;
    at::Tensor share(const at::Tensor& x) const { return (quarter(x) - first) / not_zero(length); }
  };

  static Frame frame(const at::Tensor& low,
                     const at::Tensor& high,
                     const at::Tensor& other_low,
                     const at::Tensor& other_high) {
    const auto first = at::minimum(quarter(low), quarter(other_low)).detach();
    const auto last = at::maximum(quarter(high), quarter(other_high)).detach();
    return {first, (last - first).clamp_min(0)};
  }
};

}  // namespace

template <class Unit>
at::Tensor overlap(OverlapKind kind, const ManyCorners<Unit>& a_, const ManyCorners<Unit>& b_) {
  const auto [a, b, across_all, down_all] = Framed<Unit>(a_, b_);
  const auto w = (a.right - a.left).clamp_min(0), h = (a.bottom - a.top).clamp_min(0);
  const auto other_w = (b.right - b.left).clamp_min(0), other_h = (b.bottom - b.top).clamp_min(0);
  const auto shared = (at::minimum(a.right, b.right) - at::maximum(a.left, b.left)).clamp_min(0) *
                      (at::minimum(a.bottom, b.bottom) - at::maximum(a.top, b.top)).clamp_min(0);
  const auto joined = w * h + other_w * other_h - shared;
  const auto iou = ratio(shared, joined);
  if (kind == OverlapKind::iou) return iou;
  const auto around_w = at::maximum(a.right, b.right) - at::minimum(a.left, b.left);
  const auto around_h = at::maximum(a.bottom, b.bottom) - at::minimum(a.top, b.top);
  if (kind == OverlapKind::giou) {
    const auto around = around_w.clamp_min(0) * around_h.clamp_min(0);
    return iou - ratio((around - joined).clamp_min(0), around);
  }
  const auto across = (a.left + a.right - b.left - b.right) / 2 * across_all,
             down = (a.top + a.bottom - b.top - b.bottom) / 2 * down_all;
  const auto diou = iou - ratio(across.square() + down.square(),
                                (around_w * across_all).square() + (around_h * down_all).square());
  if (kind == OverlapKind::diou) return diou;
  const auto v =
      shape_difference(w * across_all, h * down_all, other_w * across_all, other_h * down_all);
  const auto alpha = ratio(v, 1 - iou + v).detach();
  return diou - alpha * v;
}

template <class Unit>
at::Tensor pairwise_iou(const ManyCorners<Unit>& a, const ManyCorners<Unit>& b) {
  const auto column = [](const at::Tensor& side) { return side.unsqueeze(1); };
  return overlap(
      OverlapKind::iou,
      ManyCorners<Unit>{column(a.left), column(a.top), column(a.right), column(a.bottom)},
      b);
}

#define LOWLIGHT_FOR_UNIT(Unit)                                                                 \
  template at::Tensor overlap(OverlapKind, const ManyCorners<Unit>&, const ManyCorners<Unit>&); \
  template at::Tensor pairwise_iou(const ManyCorners<Unit>&, const ManyCorners<Unit>&);

LOWLIGHT_FOR_UNIT(Pixels)
LOWLIGHT_FOR_UNIT(Normalised)
LOWLIGHT_FOR_UNIT(Grid)
#undef LOWLIGHT_FOR_UNIT

}  // namespace lowlight::detection
