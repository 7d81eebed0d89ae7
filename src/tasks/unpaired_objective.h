// What the enhancer is trained for where nobody knows what a dark photo should look like.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "lowlight/core/feature_extractor.h"
#include "lowlight/core/loss_term.h"
#include "lowlight/core/ranks.h"
#include "lowlight/core/rule.h"
#include "lowlight/losses/adversarial.h"
#include "lowlight/losses/perceptual.h"
#include "lowlight/models/enhancer.h"
#include "lowlight/models/patch_discriminator.h"

namespace lowlight::tasks {

struct UnpairedObjectiveOptions {
  losses::AdversarialKind kind = losses::AdversarialKind::least_squares;
  double adversarial = 0.01;
  double r1 = 0.01;
  int64_t reduction = 4;
  double contrastive = 0.01;
  losses::PerceptualOptions perceptual{
      .content_weight = 1, .style_weight = 0, .sizes = losses::SizeMismatch::interpolate};
  double brightness = 10;
  double exposure = 0;
  double level = 0.46;
  double colour = 0;
  double spatial = 20;
  double roughness = 0.1;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("kind", self.kind, "hinge or least_squares");
    visit("adversarial", self.adversarial, at_least(0), "weight of the discriminator's judgement");
    visit(
        "r1", self.r1, at_least(0), "weight of the discriminator's squared slope on bright photos");
    visit(
        "reduction",
        self.reduction,
        at_least(1),
        "pixels along a side that the discriminator sees as one: it is to judge light and colour, "
        "not noise and sharpness, which the enhancer cannot change");
    visit("contrastive",
          self.contrastive,
          at_least(0),
          "weight of the contrastive loss between looks");
    visit("perceptual", self.perceptual, "content of the brightened photo, style of bright ones");
    visit("brightness",
          self.brightness,
          at_least(0),
          "weight of the squared change of a neutral picture's mean luma by the network");
    visit("exposure", self.exposure, at_least(0), "weight of the distance from `level`");
    visit("level", self.level, above(0).below(1), "mean that cells of 16 x 16 pixels should have");
    visit(
        "colour", self.colour, at_least(0), "weight of the distance of the mean colour from grey");
    visit("spatial",
          self.spatial,
          at_least(0),
          "weight of the change of differences between neighbours");
    visit("roughness",
          self.roughness,
          at_least(0),
          "weight of the grid's squared differences between neighbours");
  }
};

/// Dark photos and bright ones that have nothing to do with them, [N, 3, H, W] in [0, 1], encoded.
struct UnpairedBatch {
  at::Tensor dark;
  at::Tensor bright;   ///< any H, W
  at::Tensor neutral;  ///< bool [N]: the stored look is to serve, not the bright photo's
  BatchPart part{};    ///< where other processes hold the rest of the batch
};

/// The terms, already weighted; their sum trains both networks at once:
///   "adversarial"    generator_loss of the enhanced pictures; the discriminator gets no gradient
///   "discriminator"  discriminator_loss of bright and enhanced pictures, plus r1 · r1_penalty
///   where
///                    gradients are recorded; the enhancer gets no gradient
///   "contrastive"    look_contrast
///   "content", "style"  perceptual_loss of the enhanced pictures: content of the brightened ones,
///                    style of the bright photos
///   "brightness"     brightness_change
///   "exposure", "colour", "spatial"  of losses/enhancement.h, "spatial" against the brightened
///                    picture
///   "roughness"      total variation of the grid
/// After Jiang et al. 2021 (arXiv 1906.06972) and Guo et al. 2020 (arXiv 2001.06826).
std::vector<LossTerm> unpaired_losses(models::Enhancer& network,
                                      models::PatchDiscriminator& discriminator,
                                      FeatureExtractor& extractor,
                                      const UnpairedBatch& batch,
                                      const UnpairedObjectiveOptions& options);

}  // namespace lowlight::tasks
