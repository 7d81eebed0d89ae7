// A detector in the loop: the enhanced picture shall be seen as the well-lit one is.
#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

#include "lowlight/core/loss_term.h"
#include "lowlight/core/problems.h"
#include "lowlight/core/ranks.h"
#include "lowlight/core/rule.h"
#include "lowlight/detection/detector.h"

namespace lowlight::tasks {

struct DetectionTermOptions {
  double weight = 0;
  double box_weight = 2;
  double class_weight = 1;
  double objectness_weight = 1;
  std::string detector;
  double clip_norm = 35;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("weight",
          self.weight,
          at_least(0),
          "weight of what the detector answers on the enhanced picture, against the photos' boxes "
          "or else its answers on the well-lit one; 0 = off");
    visit("box_weight",
          self.box_weight,
          at_least(0),
          "weight of the places of labelled boxes in that, 0 = off");
    visit("class_weight",
          self.class_weight,
          at_least(0),
          "weight of their classes and of the background's, 0 = off");
    visit("objectness_weight",
          self.objectness_weight,
          at_least(0),
          "weight of whether anything is there, by their labels, 0 = off");
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
  at::Tensor bright;        ///< the well-lit pictures [N, 3, H, W]
  at::Tensor boxes = {};    ///< EnhancerBatch::boxes of N pictures, or undefined
  at::Tensor ignored = {};  ///< EnhancerBatch::ignored; undefined = none is
  BatchPart part = {};      ///< where other processes hold the rest of the batch
};

/// What the detector answers on `enhanced` [N, 3, H, W], clamped to [0, 1], against the boxes: the
/// terms "detection.box", "detection.class" and "detection.objectness" of losses::detection_loss,
/// where each box is matched to the predictions that overlap it most. Where no boxes are known,
/// against what it answers on the bright pictures: the one term "detection",
/// losses::consistency_loss. All weighted. Gradients flow to `enhanced` alone, each picture's
/// scaled down to a norm of clip_norm where it is greater, of all terms together; one that is not
/// finite becomes 0.
std::vector<LossTerm> detection_terms(detection::Detector& detector,
                                      const at::Tensor& enhanced,
                                      const DetectionReference& reference,
                                      const DetectionTermOptions& options);

}  // namespace lowlight::tasks
