// The interface through which everything else sees a detector: photo → heads → boxes.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "lowlight/core/rule.h"
#include "lowlight/detection/boxes.h"
#include "lowlight/detection/coding.h"

namespace lowlight::detection {

/// What a detector says at each of its A anchors.
struct Heads {
  /// Logits [N, A, C] of the classes. C = 1: the logit of the one class. C > 1: class 0 is the
  /// background, and the softmax tells.
  at::Tensor classes;
  at::Tensor objectness;  ///< logits [N, A] that anything is there; undefined where not told
  at::Tensor boxes;       ///< codes [N, A, 4] for the anchors (coding.h)
  at::Tensor landmarks;   ///< codes [N, A, 2K]; undefined where not told

  /// [N, A] in [0, 1]: the probability of the likeliest class that is not the background; where
  /// there is an objectness, the root of its product with that.
  at::Tensor scores() const;

  /// Their logarithms, finite for finite logits where a score underflows.
  at::Tensor log_scores() const;
};

/// A detector with frozen weights. It knows the units in which it reads pictures; nobody else does.
class Detector {
 public:
  virtual ~Detector() = default;

  /// Pictures [N, 3, H, W], red, green, blue in [0, 1], of any size → heads for anchors(size).
  /// Gradients flow to the pictures.
  virtual Heads heads(const at::Tensor& pictures) = 0;

  /// The anchors of pictures of that size, on the CPU.
  virtual ManyCentres<Pixels> anchors(PictureSize picture) const = 0;

  virtual VarianceCoding coding() const = 0;

  /// What the detector is, for reports.
  virtual std::string description() const = 0;
};

struct FindOptions {
  double least_score = 0.6;
  double most_overlap = 0.3;
  int64_t most = 500;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("least_score", self.least_score, in(0, 1), "least score of what is found");
    visit("most_overlap", self.most_overlap, in(0, 1), "most IoU of two boxes that are found");
    visit("most", self.most, at_least(1), "boxes with the highest scores that are looked at");
  }
};

struct Found {
  Corners<Pixels> box;
  std::vector<Point<Pixels>> landmarks;  ///< empty where the detector tells none
  double score = 0;
};

/// What a detector finds in a picture [3, H, W] in [0, 1], the highest score first. Boxes may reach
/// beyond the picture. No gradient.
std::vector<Found> find_boxes(Detector& detector,
                              const at::Tensor& picture,
                              const FindOptions& options = {});

}  // namespace lowlight::detection
