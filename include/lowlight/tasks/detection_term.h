// A detector in the loop: the enhanced picture shall be seen as the well-lit one is.
#pragma once

#include <ATen/core/Tensor.h>

#include <string>

#include "lowlight/core/loss_term.h"
#include "lowlight/core/problems.h"
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
          "weight of the detector's answers on the enhanced against the well-lit picture, 0 = off");
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

/// weight · losses::consistency_loss between the detector's answers on `enhanced`, clamped to
/// [0, 1], and on `bright`, both [N, 3, H, W]: the term "detection", without labels. Gradients flow
/// to `enhanced` alone, each picture's scaled down to a norm of clip_norm where it is greater; one
/// that is not finite becomes 0.
LossTerm detection_term(detection::Detector& detector,
                        const at::Tensor& enhanced,
                        const at::Tensor& bright,
                        const DetectionTermOptions& options);

}  // namespace lowlight::tasks
