#include "lowlight/tasks/enhancer_objective.h"

#include <torch/types.h>

#include <utility>

#include "lowlight/core/check.h"
#include "lowlight/core/luma.h"
#include "lowlight/imaging/brightening.h"
#include "lowlight/losses/contrastive.h"
#include "lowlight/losses/efdm.h"
#include "lowlight/losses/enhancement.h"
#include "lowlight/losses/reconstruction.h"
#include "lowlight/models/affine_grid.h"

namespace lowlight::tasks {
namespace {

/// [N, 3, H, W] → [N].
torch::Tensor mean_luma(const torch::Tensor& pictures) {
  return luma(pictures.mean({2, 3}, true)).flatten();
}

torch::Tensor per_picture(const torch::Tensor& values) { return values.view({-1, 1, 1, 1}); }

/// The stored look where the sample is neutral, the style's own elsewhere.
blocks::OctTensor looks(models::Enhancer& network,
                        const torch::Tensor& style,
                        const torch::Tensor& neutral) {
  const auto own = network->look_of(style);
  const auto stored = network->stored_look();
  const auto mask = per_picture(neutral);
  return {torch::where(mask, stored.high, own.high), torch::where(mask, stored.low, own.low)};
}

torch::Tensor aligned_target(const EnhancerBatch& batch, const torch::Tensor& enhanced) {
  const auto ratio = mean_luma(enhanced.detach()) / mean_luma(batch.target).clamp_min(1e-3);
  const auto factor = torch::where(batch.neutral, ratio.clamp(0.5, 2), torch::ones_like(ratio));
  return (batch.target * per_picture(factor)).clamp(0, 1);
}

}  // namespace

EnhancerPrediction predict(models::Enhancer& network,
                           const at::Tensor& dark,
                           const at::Tensor& style,
                           const at::Tensor& neutral) {
  const auto step = imaging::meter(dark);
  const auto all = torch::ones_like(step.darkness);
  const auto share = torch::where(neutral, all, step.darkness);
  const auto weight = torch::where(neutral, step.darkness, all);
  const auto corrected =
      torch::lerp(dark, imaging::brighten(dark, step), per_picture(share)).clamp(0, 1);
  auto grid = network->forward(corrected, looks(network, style, neutral));
  const auto mixed = [&](const torch::Tensor& picture) {
    return torch::lerp(dark, picture, per_picture(weight));
  };
  auto enhanced = mixed(models::apply_affine_grid(grid, corrected));
  return {std::move(enhanced), mixed(corrected), std::move(grid)};
}

at::Tensor brightness_change(const EnhancerPrediction& prediction, const at::Tensor& neutral) {
  const auto change = mean_luma(prediction.enhanced) - mean_luma(prediction.brightened);
  return torch::where(neutral, change.square(), torch::zeros_like(change)).mean();
}

LossTerm look_contrast(models::Enhancer& network,
                       const at::Tensor& enhanced,
                       const at::Tensor& style,
                       const at::Tensor& neutral,
                       const BatchPart& part) {
  const auto graded = neutral.logical_not().nonzero().flatten();
  const auto here = graded.numel(), all = total_over_batch(here, part);
  if (all < 2) {
    return {"contrastive",
            torch::zeros({}, enhanced.options()),
            "fewer than two samples of the batch have a look of their own",
            ""};
  }
  // A part without such a sample takes part in the exchange: maps of any one tell the shapes.
  const auto shown = here > 0 ? graded : torch::zeros({1}, graded.options());
  const auto features = [&](const torch::Tensor& pictures) {
    auto maps =
        models::flat(network->look_encoder->forward({pictures.index_select(0, shown) * 2 - 1, {}}));
    for (auto& map : maps) map = map.narrow(0, 0, here);
    return maps;
  };
  losses::Negatives others(static_cast<size_t>(all));
  for (size_t n = 0; n < others.size(); ++n) {
    for (size_t other = 0; other < others.size(); ++other) {
      if (other != n) others[n].push_back(int64_t(other));
    }
  }
  auto term =
      losses::contrastive_loss(features(style),
                               features(enhanced.clamp(0, 1)),
                               others,
                               {.detach_style = true, .sizes = losses::SizeMismatch::interpolate},
                               part);
  term.value = term.value / double(others.size());
  return term;
}

std::vector<LossTerm> enhancer_losses(models::Enhancer& network,
                                      const EnhancerBatch& batch,
                                      const EnhancerWeights& weights,
                                      detection::Detector* detector) {
  LOWLIGHT_CHECK(weights.detection.weight == 0 || detector,
                 "enhancer: the term of detection needs a detector");
  LOWLIGHT_CHECK(batch.dark.dim() == 4 && batch.dark.sizes() == batch.target.sizes(),
                 "enhancer: dark and target must have one shape [N, 3, H, W], got ",
                 batch.dark.sizes(),
                 " and ",
                 batch.target.sizes());
  const auto prediction = predict(network, batch.dark, batch.style, batch.neutral);
  const auto target = aligned_target(batch, prediction.enhanced);
  std::vector<LossTerm> terms{
      {"l1", weights.l1 * losses::mean_absolute_error(prediction.enhanced, target), "", ""},
      {"ssim", weights.ssim * losses::ssim_loss(prediction.enhanced, target), "", ""},
      {"brightness", weights.brightness * brightness_change(prediction, batch.neutral), "", ""},
      {"roughness", weights.roughness * losses::total_variation(prediction.grid), "", ""},
  };
  if (weights.contrastive > 0) {
    terms.push_back(
        look_contrast(network, prediction.enhanced, batch.style, batch.neutral, batch.part));
    terms.back().value = weights.contrastive * terms.back().value;
  }
  if (weights.detection.weight > 0) {
    const DetectionReference reference{target, batch.boxes, batch.ignored, batch.part};
    for (auto& term : detection_terms(*detector, prediction.enhanced, reference, weights.detection))
      terms.push_back(std::move(term));
  }
  return terms;
}

}  // namespace lowlight::tasks
