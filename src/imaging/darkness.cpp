#include "lowlight/imaging/darkness.h"

#include <torch/types.h>
#include <torch/utils.h>

#include "imaging/one_colour.h"
#include "imaging/pixel_means.h"
#include "imaging/quantile.h"
#include "lowlight/core/check.h"
#include "lowlight/core/luma.h"
#include "lowlight/imaging/smooth_step.h"

namespace lowlight::imaging {
namespace {

/// Weights of h × w pixels, their mean 1.
torch::Tensor centre_weights(int64_t h, int64_t w, const torch::TensorOptions& options) {
  const auto along = [&](int64_t size) {
    const auto place = (torch::arange(size, options) + 0.5) / double(size) - 0.5;
    return torch::exp(-8 * place.square());
  };
  const auto weights = along(h).unsqueeze(1) * along(w).unsqueeze(0);
  return weights / pixel_means(weights.unsqueeze(0));
}

}  // namespace

Darkness judge_darkness(const at::Tensor& small) {
  LOWLIGHT_CHECK(small.dim() == 4 && small.size(1) == 3 && small.numel() > 0,
                 "judge_darkness: pictures must be [N, 3, h, w] and not empty, got ",
                 small.sizes());
  const torch::NoGradGuard no_gradients;
  Darkness found;
  const auto largest = small.amax(1), y = luma(small);
  found.mean = pixel_means(y);
  found.bright = row_quantiles(largest.flatten(1), 0.9);
  found.colour = pixel_means(largest - small.amin(1));
  found.centre = pixel_means(y * centre_weights(y.size(1), y.size(2), y.options()));
  found.one_colour = one_colour_share(small);
  const auto score =
      13.9 * found.mean + 7.4 * found.bright + 18.2 * found.colour + 13.1 * found.centre - 14.6;
  found.share = 1 - smooth_step(score, -1.5, -0.6);
  return found;
}

}  // namespace lowlight::imaging
