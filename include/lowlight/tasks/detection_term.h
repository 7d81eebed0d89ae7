// A detector in the loop: the enhanced picture shall be seen as the well-lit one is.
#pragma once

#include <ATen/core/Tensor.h>

#include <string>

#include "lowlight/core/loss_term.h"
#include "lowlight/core/problems.h"
#include "lowlight/core/ranks.h"
#include "lowlight/core/rule.h"
#include "lowlight/detection/detector.h"

namespace lowlight::tasks {

struct DetectionTermOptions {
  double weight = 0;
  std::string detector;
  double clip_norm = 35;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("weight",
          self.weight,
          at_least(0),
          "weight of what the detector answers on the enhanced picture, against the photos' boxes "
          "or else its answers on the well-lit one; 0 = off");
    visit("detector",
          self.detector,
          "weights of the detector of faces, such as models/yunet.safetensors");
    visit("clip_norm",
          self.clip_norm,
          above(0),
          "greatest norm of the term's gradient with respect to one picture");
  }

  void check(Problems& problems) const;

  bool operator==(const DetectionTermOptions&) const = default;
};

/// What a detector should see in enhanced pictures.
struct DetectionReference {
  at::Tensor bright;      ///< the well-lit pictures [N, 3, H, W]
  at::Tensor boxes = {};  ///< EnhancerBatch::boxes of N pictures, or undefined
  BatchPart part = {};    ///< where other processes hold the rest of the batch
};

/// The term "detection", weighted: what the detector answers on `enhanced` [N, 3, H, W], clamped to
/// [0, 1], is compared with the boxes, by losses::detection_loss, the sum of its terms, where each
/// box is matched to the predictions that overlap it most; where no boxes are known, with what it
/// answers on the bright pictures, by losses::consistency_loss. Gradients flow to `enhanced` alone,
/// each picture's scaled down to a norm of clip_norm where it is greater; one that is not finite
/// becomes 0.
LossTerm detection_term(detection::Detector& detector,
                        const at::Tensor& enhanced,
                        const DetectionReference& reference,
                        const DetectionTermOptions& options);

}  // namespace lowlight::tasks
