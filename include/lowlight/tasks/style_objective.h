// The loss a style network is trained with.
#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

#include "lowlight/core/feature_extractor.h"
#include "lowlight/core/loss_term.h"
#include "lowlight/core/rule.h"
#include "lowlight/losses/contrastive.h"
#include "lowlight/losses/perceptual.h"
#include "lowlight/models/style_network.h"

namespace lowlight::tasks {

struct StyleObjectiveOptions {
  double perceptual_weight = 1.0;
  double contrastive_weight = 5.0;
  int64_t negatives = 1;
  losses::PerceptualOptions perceptual{};
  losses::ContrastiveOptions contrastive{};

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("perceptual_weight",
          self.perceptual_weight,
          at_least(0),
          "weight of content and style together");
    visit("contrastive_weight",
          self.contrastive_weight,
          at_least(0),
          "weight of the contrastive term");
    visit("negatives",
          self.negatives,
          at_least(1),
          "how many styles each sample shall stay away from");
    visit("perceptual", self.perceptual, "distances in the features of a fixed network");
    visit("contrastive", self.contrastive, "distances in the network's own features");
  }

  bool operator==(const StyleObjectiveOptions&) const = default;
};

/// Pictures [N, 3, H, W] in [0, 1]; the mask [N, 1, H, W] of the style (1 = valid) may be
/// undefined.
struct StyleBatch {
  at::Tensor content;
  at::Tensor style;
  at::Tensor mask;
};

/// The contents in the looks of the styles, in [0, 1] but not clamped.
at::Tensor transferred(models::StyleNetwork& network, const StyleBatch& batch);

/// The weighted terms "content", "style" and "contrastive"; their sum is the loss:
/// perceptual_weight · perceptual_loss(content, style, image) + contrastive_weight ·
/// contrastive_loss, with image = network(content, style, mask) in ImageNet units. The contrastive
/// loss compares the style's features and code with those of both encoders reading the image; its
/// negatives are the perceptual loss's hardest ones.
///
/// Always finite for finite weights and pictures: in a batch of one, of one style only, or without
/// any valid pixel the contrastive term is skipped; samples whose mask is empty take no part in it;
/// terms say what was left out and why.
std::vector<LossTerm> style_losses(models::StyleNetwork& network,
                                   FeatureExtractor& extractor,
                                   const StyleBatch& batch,
                                   const StyleObjectiveOptions& options = {});

}  // namespace lowlight::tasks
