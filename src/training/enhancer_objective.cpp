#include "lowlight/training/enhancer_objective.h"

#include <torch/torch.h>

#include "lowlight/core/check.h"
#include "lowlight/losses/contrastive.h"
#include "lowlight/losses/efdm.h"
#include "lowlight/losses/enhancement.h"
#include "lowlight/losses/reconstruction.h"
#include "lowlight/models/affine_grid.h"
#include "lowlight/models/brightening.h"

namespace lowlight::training {
namespace {

torch::Tensor mean_luma(const torch::Tensor& pictures) {
  const auto means = pictures.mean({2, 3});
  return 0.299 * means.select(1, 0) + 0.587 * means.select(1, 1) + 0.114 * means.select(1, 2);
}

torch::Tensor per_picture(const torch::Tensor& values) { return values.view({-1, 1, 1, 1}); }

/// The stored look where the sample is neutral, the style's own elsewhere.
blocks::OctTensor looks(models::Enhancer& network, const EnhancerBatch& batch) {
  const auto own = network->look_of(batch.style);
  const auto stored = network->stored_look();
  const auto neutral = per_picture(batch.neutral);
  return {torch::where(neutral, stored.high, own.high), torch::where(neutral, stored.low, own.low)};
}

torch::Tensor aligned_target(const EnhancerBatch& batch, const torch::Tensor& enhanced) {
  const auto ratio = mean_luma(enhanced.detach()) / mean_luma(batch.target).clamp_min(1e-3);
  const auto factor = torch::where(batch.neutral, ratio.clamp(0.5, 2), torch::ones_like(ratio));
  return (batch.target * per_picture(factor)).clamp(0, 1);
}

LossTerm look_contrast(models::Enhancer& network,
                       const EnhancerBatch& batch,
                       const torch::Tensor& enhanced) {
  const auto graded = batch.neutral.logical_not().nonzero().flatten();
  if (graded.numel() < 2) {
    return {"contrastive",
            torch::zeros({}, enhanced.options()),
            "fewer than two samples of the batch have a look of their own",
            ""};
  }
  const auto features = [&](const torch::Tensor& pictures) {
    return models::flat(
        network->look_encoder->forward({pictures.index_select(0, graded) * 2 - 1, {}}));
  };
  const auto style = features(batch.style), transferred = features(enhanced.clamp(0, 1));
  losses::Negatives others(size_t(graded.numel()));
  for (size_t n = 0; n < others.size(); ++n) {
    for (size_t other = 0; other < others.size(); ++other) {
      if (other != n) others[n].push_back(int64_t(other));
    }
  }
  auto term =
      losses::contrastive_loss(style,
                               transferred,
                               others,
                               {.detach_style = true, .sizes = losses::SizeMismatch::interpolate});
  term.value = term.value / double(others.size());
  return term;
}

}  // namespace

EnhancerPrediction predict(models::Enhancer& network, const EnhancerBatch& batch) {
  LOWLIGHT_CHECK(batch.dark.dim() == 4 && batch.dark.sizes() == batch.target.sizes(),
                 "enhancer: dark and target must have one shape [N, 3, H, W], got ",
                 batch.dark.sizes(),
                 " and ",
                 batch.target.sizes());
  const auto step = models::meter(batch.dark);
  const auto brightened =
      torch::lerp(batch.dark, models::brighten(batch.dark, step), per_picture(step.darkness))
          .clamp(0, 1);
  auto grid = network->forward(brightened, looks(network, batch));
  auto enhanced = models::apply_affine_grid(grid, brightened);
  return {std::move(enhanced), std::move(grid)};
}

std::vector<LossTerm> enhancer_losses(models::Enhancer& network,
                                      const EnhancerBatch& batch,
                                      const EnhancerWeights& weights) {
  const auto prediction = predict(network, batch);
  const auto target = aligned_target(batch, prediction.enhanced);
  std::vector<LossTerm> terms{
      {"l1", weights.l1 * losses::mean_absolute_error(prediction.enhanced, target), "", ""},
      {"ssim", weights.ssim * losses::ssim_loss(prediction.enhanced, target), "", ""},
      {"roughness", weights.roughness * losses::total_variation(prediction.grid), "", ""},
  };
  if (weights.contrastive > 0) {
    terms.push_back(look_contrast(network, batch, prediction.enhanced));
    terms.back().value = weights.contrastive * terms.back().value;
  }
  return terms;
}

}  // namespace lowlight::training
