// How well boxes are found: average precision by four protocols, whose figures do not compare.
#pragma once

#include <ATen/core/Tensor.h>

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lowlight/detection/boxes.h"

namespace lowlight::metrics {

enum class ApProtocol {
  /// PASCAL VOC 2010 and later: each box that was found claims the true box that it overlaps most;
  /// a second claim is wrong. All points of the curve count.
  voc,
  /// COCO: each claims the free true box that it overlaps most, or else one to ignore, which any
  /// number may claim (pycocotools: "iscrowd", by the plain IoU here, not the share of the found
  /// box); at most 100 a photo; the precision at 101 recalls.
  coco,
  /// WIDER FACE: scores stretched to [0, 1] over the whole set, 1000 thresholds, sizes counted one
  /// pixel larger; a second claim is a proposal more. Photos where nothing is true or nothing was
  /// found add no proposals.
  wider,
  /// The tool of DARK FACE: as WIDER FACE, and it knows no boxes to ignore.
  dark_face,
};

/// The names of the values, as users write them.
constexpr auto names_of(ApProtocol) {
  return std::to_array<std::pair<ApProtocol, std::string_view>>(
      {{ApProtocol::voc, "voc"},
       {ApProtocol::coco, "coco"},
       {ApProtocol::wider, "wider"},
       {ApProtocol::dark_face, "dark_face"}});
}

/// What was found in one photo and what is there.
struct PhotoBoxes {
  detection::ManyCorners<detection::Pixels> found;  ///< [N]
  at::Tensor scores;                                ///< [N]
  detection::ManyCorners<detection::Pixels> truth;  ///< [T]
  at::Tensor ignored = {};  ///< [T] booleans: true boxes that count neither way; undefined = none
  /// Photos of one scene, such as one photo with several draws of noise, are no independent
  /// samples. −1 = this photo is a scene by itself.
  int64_t scene = -1;
};

struct AveragePrecision {
  double value = 0;                       ///< in [0, 1]; NaN where nothing is true
  int64_t truths = 0;                     ///< true boxes that count
  std::string protocol;                   ///< what was computed, for reports
  std::vector<double> precision, recall;  ///< the curve: a point each box found, or threshold
};

/// Average precision of what was found with an IoU of at least `overlap`. Of equal scores the
/// earlier photo and box comes first. Boxes that are not valid and scores of NaN are an error.
AveragePrecision average_precision(const std::vector<PhotoBoxes>& photos,
                                   ApProtocol protocol,
                                   double overlap = 0.5);

/// The 2.5 % and 97.5 % points of the value over `draws` draws of as many scenes with replacement
/// (bootstrap), each with all of its photos, the same for one `seed`. Draws where nothing is true
/// are left out; NaN where all are.
std::pair<double, double> precision_interval(const std::vector<PhotoBoxes>& photos,
                                             ApProtocol protocol,
                                             double overlap = 0.5,
                                             int64_t draws = 1000,
                                             uint64_t seed = 1);

/// The area under the curve with each precision raised to the greatest at the same or a greater
/// recall (the rule of VOC since 2010); recalls must not fall. NaN in a precision counts as 0.
double area_under(const std::vector<double>& precision, const std::vector<double>& recall);

/// The mean of those raised precisions at the recalls 0, 0.01, …, 1 (COCO).
double at_101_recalls(const std::vector<double>& precision, const std::vector<double>& recall);

}  // namespace lowlight::metrics
