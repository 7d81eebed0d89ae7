// What the enhancer is trained for.
#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "lowlight/core/loss_term.h"
#include "lowlight/models/enhancer.h"

namespace lowlight::training {

/// Self-supervised pairs, made from well-lit photos; pictures [N, 3, H, W] in [0, 1], encoded.
struct EnhancerBatch {
  at::Tensor dark;     ///< a crop, darkened
  at::Tensor style;    ///< another crop of the same photo in the sample's look; any H, W
  at::Tensor target;   ///< the first crop, not darkened, in that look
  at::Tensor neutral;  ///< bool [N]: the look is the photo's own; the stored look is to serve
};

struct EnhancerWeights {
  double l1 = 1;
  double ssim = 0.2;
  double roughness = 0.1;
  double contrastive = 0.01;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("l1", self.l1, "weight of the mean absolute difference");
    visit("ssim", self.ssim, "weight of 1 - SSIM");
    visit(
        "roughness", self.roughness, "weight of the grid's squared differences between neighbours");
    visit("contrastive", self.contrastive, "weight of the contrastive loss between looks");
  }

  bool operator==(const EnhancerWeights&) const = default;
};

/// The enhanced pictures at training size and the grid that made them.
struct EnhancerPrediction {
  at::Tensor enhanced;  ///< [N, 3, H, W], not clamped
  at::Tensor grid;
};

/// Meter and brighten each picture, weighted by its darkness, and correct it with the grid the
/// network predicts for its look: what inference does at full size, without noise calming.
EnhancerPrediction predict(models::Enhancer& network, const EnhancerBatch& batch);

/// Terms "l1", "ssim", "roughness", "contrastive", already weighted; their sum is the loss.
/// The brightness of a photo is partly chance and cannot be read off its dark version, so a neutral
/// target is first scaled to the mean luma of the prediction. The contrastive term compares the
/// style encoder's features of results and styles over the samples that have a look of their own;
/// with fewer than two it is skipped.
std::vector<LossTerm> enhancer_losses(models::Enhancer& network,
                                      const EnhancerBatch& batch,
                                      const EnhancerWeights& weights);

}  // namespace lowlight::training
