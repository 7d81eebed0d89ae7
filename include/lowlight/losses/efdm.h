// Exact feature distribution matching: how far two maps' values are apart, whatever their places.
#pragma once

#include <ATen/core/Tensor.h>
#include <array>
#include <string_view>

#include <utility>
#include <vector>

namespace lowlight::losses {

/// What to do where the two maps have different numbers of pixels.
enum class SizeMismatch {
  /// An error is thrown: ranks of maps of different sizes cannot be compared.
  refuse,
  /// The style's quantiles are interpolated at the ranks of the other map.
  interpolate,
};

/// The names of the values, as users write them.
constexpr auto names_of(SizeMismatch) {
  return std::to_array<std::pair<SizeMismatch, std::string_view>>({
      {SizeMismatch::refuse, "refuse"},
      {SizeMismatch::interpolate, "interpolate"},
  });
}

/// The values of each channel of [N, C, ...] in ascending order: [N, C, P], P the number of pixels.
/// NaN sorts last. An empty map is an error. The gradient goes to where each value came from.
at::Tensor sorted_values(const at::Tensor& map);

/// The sorted values `sorted` [N, C, Q] read at P equally spaced ranks: quantile (p + ½)/P lies
/// between the two values nearest to it, the ends are held. P = Q gives `sorted` itself.
at::Tensor at_ranks(const at::Tensor& sorted, int64_t ranks);

/// mean over n, c, p of (sort(transferred)_p − sort(style)_p)², the squared one-dimensional
/// Wasserstein-2 distance of the values of each channel (Zhang et al. 2022, arXiv 2203.07740, as a
/// loss).
///
/// [N, C, H, W], [N, C, H', W'] → scalar in [0, ∞), 0 for equal sets of values. It does not change
/// when the pixels of either map change places. The gradient flows to both sides; detach the style
/// where it shall not. N = 0 or an empty map is an error; N = 1 is like any other.
at::Tensor efdm_loss(const at::Tensor& transferred,
                     const at::Tensor& style,
                     SizeMismatch sizes = SizeMismatch::refuse);

/// The same distance of sorted values [N, C, P] and [N, C, Q], sample by sample: [N].
at::Tensor efdm_of_sorted(const at::Tensor& transferred,
                          const at::Tensor& style,
                          SizeMismatch sizes = SizeMismatch::refuse);

/// The distance of every sample of `transferred` [N, C, P] from every sample of `style` [M, C, Q]:
/// [N, M].
at::Tensor pairwise_efdm_of_sorted(const at::Tensor& transferred,
                                   const at::Tensor& style,
                                   SizeMismatch sizes = SizeMismatch::refuse);

}  // namespace lowlight::losses
