#include "lowlight/losses/efdm.h"

#include <ATen/ATen.h>

#include "lowlight/core/check.h"
#include "lowlight/core/sorting_places.h"

namespace lowlight::losses {
namespace {

at::Tensor matched_style(const at::Tensor& transferred,
                         const at::Tensor& style,
                         SizeMismatch sizes) {
  LOWLIGHT_CHECK(transferred.size(1) == style.size(1),
                 "EFDM: both maps must have the same channels, got ",
                 transferred.size(1),
                 " and ",
                 style.size(1));
  LOWLIGHT_CHECK(
      transferred.size(2) == style.size(2) || sizes == SizeMismatch::interpolate,
      "EFDM: both maps must have the same number of pixels (or sizes = interpolate), got ",
      transferred.size(2),
      " and ",
      style.size(2));
  return at_ranks(style, transferred.size(2));
}

}  // namespace

at::Tensor sorted_values(const at::Tensor& map) {
  LOWLIGHT_CHECK(map.dim() >= 3 && map.numel() > 0,
                 "EFDM: a map must be [N, C, ...] and not empty, got ",
                 map.sizes());
  const auto values = map.flatten(2);
  return values.gather(-1, sorting_places(values.detach()));
}

at::Tensor at_ranks(const at::Tensor& sorted, int64_t ranks) {
  if (sorted.size(2) == ranks) return sorted;
  return at::upsample_linear1d(sorted, {ranks}, /*align_corners=*/false);
}

at::Tensor efdm_loss(const at::Tensor& transferred, const at::Tensor& style, SizeMismatch sizes) {
  return efdm_of_sorted(sorted_values(transferred), sorted_values(style), sizes).mean();
}

at::Tensor efdm_of_sorted(const at::Tensor& transferred,
                          const at::Tensor& style,
                          SizeMismatch sizes) {
  LOWLIGHT_CHECK(transferred.size(0) == style.size(0),
                 "EFDM: both maps must have the same batch, got ",
                 transferred.size(0),
                 " and ",
                 style.size(0));
  return (transferred - matched_style(transferred, style, sizes)).square().mean({1, 2});
}

at::Tensor pairwise_efdm_of_sorted(const at::Tensor& transferred,
                                   const at::Tensor& style,
                                   SizeMismatch sizes) {
  const auto matched = matched_style(transferred, style, sizes);
  std::vector<at::Tensor> rows;
  // Row by row: all pairs at once would hold N·M maps.
  for (const auto& sample : transferred.unbind(0)) {
    rows.push_back((matched - sample).square().mean({1, 2}));
  }
  return at::stack(rows);
}

}  // namespace lowlight::losses
