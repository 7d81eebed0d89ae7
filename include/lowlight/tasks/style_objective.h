// The loss a style network is trained with.
#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

#include "lowlight/core/feature_extractor.h"
#include "lowlight/core/loss_term.h"
#include "lowlight/core/ranks.h"
#include "lowlight/core/rule.h"
#include "lowlight/losses/adversarial.h"
#include "lowlight/losses/contrastive.h"
#include "lowlight/losses/perceptual.h"
#include "lowlight/models/patch_discriminator.h"
#include "lowlight/models/style_network.h"

namespace lowlight::tasks {

struct StyleObjectiveOptions {
  double perceptual_weight = 1.0;
  double contrastive_weight = 5.0;
  int64_t negatives = 1;
  double colour_weight = 0;
  double structure_weight = 0;
  double range_weight = 0;
  double adversarial_weight = 0;
  losses::AdversarialKind adversarial_kind = losses::AdversarialKind::hinge;
  double r1 = 0;
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
    visit("colour_weight",
          self.colour_weight,
          at_least(0),
          "weight of the colours' distance from the style's, in ΔE");
    visit("structure_weight",
          self.structure_weight,
          at_least(0),
          "weight of the structure that is lost");
    visit("range_weight",
          self.range_weight,
          at_least(0),
          "weight of what lies outside of black and white");
    visit("adversarial_weight",
          self.adversarial_weight,
          at_least(0),
          "weight of a discriminator's judgement whether results are styles, 0 = none judges");
    visit("adversarial_kind", self.adversarial_kind, "hinge or least_squares");
    visit("r1", self.r1, at_least(0), "weight of the discriminator's squared slope on styles");
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
  BatchPart part{};  ///< where other processes hold the rest of the batch
};

/// The contents in the looks of the styles, in [0, 1] but not clamped.
at::Tensor transferred(models::StyleNetwork& network, const StyleBatch& batch);

/// The weighted terms; their sum is the loss. image = network(content, style, mask) in ImageNet
/// units; then
///   "content", "style"  perceptual_weight · perceptual_loss(content, style, image)
///   "contrastive"       contrastive_weight · contrastive_loss of the style's features and code and
///                       those of both encoders reading the image; its negatives are the perceptual
///                       loss's hardest ones
/// and, each where its weight is above 0,
///   "colour"            colour_weight · mean of sliced_colour_distance(image, style), in ΔE, of
///                       means over 2 × 2 pixels
///   "structure"         structure_weight · structure_loss(image, content)
///   "range"             range_weight · range_loss(image)
///   "adversarial"       adversarial_weight · generator_loss; the discriminator gets no gradient
///   "discriminator"     discriminator_loss of styles and images, plus r1 · r1_penalty where
///                       gradients are recorded; the network gets no gradient
///
/// A mask hides a part of the style from the network alone: every loss sees the whole. A
/// `discriminator` is needed where adversarial_weight > 0, else it is an error.
///
/// Always finite for finite weights and pictures: in a batch of one, of one style only, or without
/// any valid pixel the contrastive term is skipped; samples whose mask is empty take no part in it;
/// terms say what was left out and why.
std::vector<LossTerm> style_losses(models::StyleNetwork& network,
                                   FeatureExtractor& extractor,
                                   const StyleBatch& batch,
                                   const StyleObjectiveOptions& options = {},
                                   models::PatchDiscriminator discriminator = nullptr);

}  // namespace lowlight::tasks
