// How tests compare tensors: by shape and the worst element.
#pragma once

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace lowlight::test {

/// max |a − b| / max(1, |b|, rms(b)) over the elements: absolute for small tensors, relative for
/// large elements and, as the rounding of a sum grows with its terms, for the small elements of
/// large tensors. Infinite where shapes differ, one is undefined, or only one of a pair is not
/// finite. 0 for two empty or two undefined tensors.
inline double mixed_error(const at::Tensor& a, const at::Tensor& b) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  if (!a.defined() || !b.defined()) return a.defined() == b.defined() ? 0 : kInfinity;
  if (a.sizes() != b.sizes()) return kInfinity;
  if (a.numel() == 0) return 0;
  const auto x = a.detach().to(at::kDouble), y = b.detach().to(at::kDouble);
  const double rms = y.square().mean().sqrt().item<double>();
  const double scale = std::isfinite(rms) ? std::max(1.0, rms) : 1.0;
  const auto error =
      ((x - y).abs() / y.abs().clamp_min(scale)).where(x != y, 0).max().item<double>();
  return error == error ? error : kInfinity;
}

/// Equal shapes and equal values, bit for bit up to the sign of zero; NaN equals nothing.
inline bool same(const at::Tensor& a, const at::Tensor& b) {
  return a.defined() == b.defined() && (!a.defined() || at::equal(a, b));
}

}  // namespace lowlight::test
