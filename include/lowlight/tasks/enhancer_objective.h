// What the enhancer is trained for.
#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

#include "lowlight/core/loss_term.h"
#include "lowlight/core/ranks.h"
#include "lowlight/core/rule.h"
#include "lowlight/models/enhancer.h"
#include "lowlight/tasks/detection_term.h"

namespace lowlight::tasks {

/// Self-supervised pairs, made from well-lit photos; pictures [N, 3, H, W] in [0, 1], encoded.
struct EnhancerBatch {
  at::Tensor dark;     ///< a crop, darkened
  at::Tensor style;    ///< another crop of the same photo in the sample's look; any H, W
  at::Tensor target;   ///< the first crop, not darkened, in that look
  at::Tensor neutral;  ///< bool [N]: the look is the photo's own; the stored look is to serve
  /// [N, M, 4] left, top, right, bottom of the boxes in the first crop, in its pixels; rows without
  /// area are none. Undefined where no boxes are known.
  at::Tensor boxes = {};
  at::Tensor ignored = {};  ///< bool [N, M]: boxes that are neither background nor to be found
  BatchPart part = {};      ///< where other processes hold the rest of the batch
};

struct EnhancerWeights {
  double l1 = 1;
  double ssim = 0.2;
  double brightness = 10;
  double roughness = 0.1;
  double contrastive = 0.01;
  DetectionTermOptions detection;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("l1", self.l1, at_least(0), "weight of the mean absolute difference");
    visit("ssim", self.ssim, at_least(0), "weight of 1 - SSIM");
    visit("brightness",
          self.brightness,
          at_least(0),
          "weight of the squared change of a neutral picture's mean luma by the network");
    visit("roughness",
          self.roughness,
          at_least(0),
          "weight of the grid's squared differences between neighbours");
    visit("contrastive",
          self.contrastive,
          at_least(0),
          "weight of the contrastive loss between looks");
    visit("detection", self.detection, "a detector that shall see well");
  }

  bool operator==(const EnhancerWeights&) const = default;
};

/// The enhanced pictures at training size and how they came about.
struct EnhancerPrediction {
  at::Tensor enhanced;    ///< [N, 3, H, W], not clamped
  at::Tensor brightened;  ///< [N, 3, H, W] in [0, 1]: the closed-form step alone
  at::Tensor grid;
};

/// What inference does at full size, without noise calming. Each picture of `dark` [N, 3, H, W] is
/// metered and brightened, then corrected with the grid the network predicts for its look: that of
/// `style` [N, 3, h, w], and of the picture the part that its darkness says is brightened; or,
/// where `neutral` [N] is true, the stored look, and of all the change that part: a well-lit
/// picture stays as it is.
EnhancerPrediction predict(models::Enhancer& network,
                           const at::Tensor& dark,
                           const at::Tensor& style,
                           const at::Tensor& neutral);

/// Mean over the batch of (mean luma of the enhanced − of the brightened picture)², 0 for samples
/// that are not neutral: the brightness of a photo is partly chance and cannot be read off its dark
/// version, so it stays where the meter put it.
at::Tensor brightness_change(const EnhancerPrediction& prediction, const at::Tensor& neutral);

/// Term "contrastive", not weighted: the style encoder's features of each enhanced picture shall be
/// nearer to those of its own style than to those of the others, over the samples of the batch that
/// are not neutral; the mean over them. Skipped with fewer than two.
LossTerm look_contrast(models::Enhancer& network,
                       const at::Tensor& enhanced,
                       const at::Tensor& style,
                       const at::Tensor& neutral,
                       const BatchPart& part = {});

/// Terms "l1", "ssim", "brightness", "roughness", "contrastive" and those of detection_terms,
/// already weighted; their sum is the loss. `detector` may be missing where
/// weights.detection.weight is 0. The brightness of a photo is partly chance and cannot be read off
/// its dark version, so a neutral target is first scaled to the mean luma of the prediction. Blind
/// to brightness there, the network would drift: brightness_change keeps it. The contrastive term
/// is look_contrast.
std::vector<LossTerm> enhancer_losses(models::Enhancer& network,
                                      const EnhancerBatch& batch,
                                      const EnhancerWeights& weights,
                                      detection::Detector* detector = nullptr);

}  // namespace lowlight::tasks
