// What a detector's heads are wrong about.
#pragma once

#include <ATen/core/Tensor.h>

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "lowlight/core/loss_term.h"
#include "lowlight/core/ranks.h"
#include "lowlight/core/rule.h"
#include "lowlight/detection/detector.h"
#include "lowlight/detection/matching.h"

namespace lowlight::losses {

/// What is there in one picture.
struct PictureLabels {
  detection::ManyCorners<detection::Pixels> boxes;       ///< [T]; those not valid take no part
  at::Tensor classes = {};                               ///< [T] from 1; undefined = all are 1
  detection::ManyPoints<detection::Pixels> landmarks{};  ///< [T, K]; undefined = of none
  at::Tensor has_landmarks = {};                         ///< [T] booleans; undefined = all have
  at::Tensor ignored = {};  ///< [T] booleans: neither to be found nor background; undefined = none
};

/// How far a predicted box is from the true one.
enum class BoxDistance {
  smooth_l1,  ///< Σ over the four codes of the Huber distance (β = 1); in [0, ∞)
  giou,       ///< 1 − GIoU of the decoded box; in [0, 2)
  diou,       ///< 1 − DIoU; in [0, 2)
  ciou,       ///< 1 − CIoU; in [0, 3)
};

/// The names of the values, as users write them.
constexpr auto names_of(BoxDistance) {
  return std::to_array<std::pair<BoxDistance, std::string_view>>(
      {{BoxDistance::smooth_l1, "smooth_l1"},
       {BoxDistance::giou, "giou"},
       {BoxDistance::diou, "diou"},
       {BoxDistance::ciou, "ciou"}});
}

/// What is matched to the true boxes.
enum class MatchedBy {
  anchors,      ///< the anchors, as in SSD: to train a detector from nothing
  predictions,  ///< the boxes that the heads tell: a trained detector is asked at its own anchors
};

/// The names of the values, as users write them.
constexpr auto names_of(MatchedBy) {
  return std::to_array<std::pair<MatchedBy, std::string_view>>(
      {{MatchedBy::anchors, "anchors"}, {MatchedBy::predictions, "predictions"}});
}

struct DetectionLossOptions {
  double box_weight = 2;
  double class_weight = 1;
  double objectness_weight = 1;
  double landmark_weight = 1;
  BoxDistance box_distance = BoxDistance::smooth_l1;
  MatchedBy matched_by = MatchedBy::anchors;
  double least_side = 6;
  int64_t negatives = 7;
  int64_t least_negatives = 16;
  detection::MatchOptions match;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("box_weight", self.box_weight, at_least(0), "weight of the boxes' places, 0 = off");
    visit("class_weight", self.class_weight, at_least(0), "weight of the classes, 0 = off");
    visit("objectness_weight",
          self.objectness_weight,
          at_least(0),
          "weight of whether anything is there, 0 = off");
    visit("landmark_weight", self.landmark_weight, at_least(0), "weight of landmarks, 0 = off");
    visit("box_distance", self.box_distance, "how a predicted box is compared with the true one");
    visit("matched_by", self.matched_by, "what is matched to the true boxes");
    visit("least_side",
          self.least_side,
          at_least(0),
          "least side of boxes that are to be found, in pixels");
    visit("negatives",
          self.negatives,
          at_least(0),
          "hardest background anchors that count for each anchor with a box");
    visit("least_negatives",
          self.least_negatives,
          at_least(0),
          "background anchors that count at least, also where no box is");
    visit("match", self.match, "which anchor is to find which box");
  }
};

/// The terms "box", "class", "objectness" and "landmarks" of heads of a batch of N pictures, each
/// weighted, summed over what it counts and divided by the number of anchors that find a box in the
/// whole batch (landmarks: that find one with landmarks), at least 1. The notes say these numbers.
///
/// box: the distance above, of anchors with a box. class: cross-entropy of anchors with a box, and
/// of each picture's background anchors with the greatest cross-entropy (Liu et al. 2016), in
/// [0, ∞); computed from log-softmax of each row (one class: softplus), so no logit overflows.
/// objectness: binary cross-entropy over all anchors that are not ignored, its target the IoU of
/// the decoded box with the true one, both in pixels, a constant to the gradient; 0 on background
/// (Redmon and Farhadi 2018). landmarks: the Huber distance of all codes, Σ over the points.
///
/// Boxes that are ignored, or valid but smaller than least_side, are not to be found, and anchors
/// in them (detection::match) are no background.
///
/// Without a box in the batch, box and landmarks are skipped, exactly 0; class and objectness then
/// teach background alone. A term of weight 0 is skipped, and so is what the heads do not tell.
/// Never NaN for finite heads. Labels must be N, classes below C; anything else is an error. Where
/// the pictures are a part of a batch, the numbers they are divided by are those of the batch.
std::vector<LossTerm> detection_loss(const detection::Heads& heads,
                                     const detection::ManyCentres<detection::Pixels>& anchors,
                                     const detection::VarianceCoding& coding,
                                     const std::vector<PictureLabels>& labels,
                                     const DetectionLossOptions& options = {},
                                     const BatchPart& part = {});

/// How far the answers of one detector on two pictures are apart, the term "consistency": over the
/// anchors, Σ w KL(s* ‖ s) of the scores s and those of the reference, s*, each the probability
/// that something is there, and, weighted by s*, of the Huber distances of the box codes, both
/// divided by Σ w, w = s* + 0.001. In [0, ∞), 0 for equal heads. Unlike that of a difference of
/// scores, the slope does not vanish where the detector sees nothing at all: −s* in the logarithm
/// of the score. The reference gets no gradient. Of a part of a batch, Σ w is that of the batch.
LossTerm consistency_loss(const detection::Heads& heads,
                          const detection::Heads& reference,
                          const BatchPart& part = {});

}  // namespace lowlight::losses
