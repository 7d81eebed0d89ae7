#include "lowlight/losses/detection.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <string>

#include "lowlight/core/check.h"
#include "lowlight/core/fields.h"
#include "lowlight/detection/overlap.h"

namespace lowlight::losses {
namespace {

using detection::Heads;
using detection::ManyCentres;
using detection::ManyCorners;
using detection::Pixels;

constexpr double kLeastScore = 1e-3;

/// What the anchors of one picture are to find.
struct Targets {
  at::Tensor positive;    ///< [P] anchors that find a box
  at::Tensor background;  ///< [B] anchors that find none; the others are ignored
  at::Tensor truth;       ///< [P] the index of the box in the labels
};

/// The heads of one picture beside its labels.
struct PictureHeads {
  at::Tensor classes, objectness, boxes, landmarks;
};

at::Tensor one_of(const at::Tensor& head, int64_t n) { return head.defined() ? head[n] : head; }

PictureHeads picture_heads(const Heads& heads, int64_t n) {
  return {one_of(heads.classes, n),
          one_of(heads.objectness, n),
          one_of(heads.boxes, n),
          one_of(heads.landmarks, n)};
}

ManyCentres<Pixels> chosen(const ManyCentres<Pixels>& anchors, const at::Tensor& places) {
  const auto at_places = [&](const at::Tensor& x) { return x.index_select(0, places); };
  return {at_places(anchors.x),
          at_places(anchors.y),
          at_places(anchors.width),
          at_places(anchors.height)};
}

at::Tensor huber(const at::Tensor& a, const at::Tensor& b) {
  return at::smooth_l1_loss(a, b, at::Reduction::Sum);
}

/// Anchors, their coding, and the sums so far.
class Sums {
 public:
  Sums(const ManyCentres<Pixels>& anchors,
       const detection::VarianceCoding& coding,
       const DetectionLossOptions& options,
       const at::Tensor& like)
      : anchors_(anchors), coding_(coding), options_(options) {
    box = classes = objectness = landmarks = at::zeros({}, like.options());
  }

  void add(const PictureHeads& heads, const PictureLabels& labels) {
    const auto device = heads.boxes.device();
    const ManyCorners<Pixels> boxes = detection::corners_from<Pixels>(
        detection::rows_of(labels.boxes).to(device, anchors_.x.scalar_type()));
    const auto targets = targets_of(heads, boxes, labels.ignored);
    positives += targets.positive.size(0);
    if (options_.class_weight > 0) add_classes(heads, labels, targets);
    if (options_.objectness_weight > 0 && heads.objectness.defined())
      add_objectness(heads, boxes, targets);
    if (targets.positive.size(0) == 0) return;
    if (options_.box_weight > 0) add_boxes(heads, boxes, targets);
    if (options_.landmark_weight > 0 && heads.landmarks.defined())
      add_landmarks(heads, labels, targets);
  }

  at::Tensor box, classes, objectness, landmarks;
  int64_t positives = 0, with_landmarks = 0;

 private:
  Targets targets_of(const PictureHeads& heads,
                     ManyCorners<Pixels> boxes,
                     const at::Tensor& ignored) const {
    auto counts = detection::are_valid(boxes, options_.least_side);
    if (ignored.defined()) counts = counts & ignored.to(counts.device()).logical_not();
    const auto passed_over = detection::selected(boxes, detection::are_valid(boxes) & ~counts);
    // What does not count is made a box that takes no part, so that indices stay.
    boxes.right = at::where(counts, boxes.right, boxes.left);
    const bool by_anchors = options_.matched_by == MatchedBy::anchors;
    const auto places = detection::corners_of(
        by_anchors ? anchors_ : detection::decode(coding_, heads.boxes.detach(), anchors_));
    const auto found = detection::match(boxes, places, options_.match, passed_over).box;
    const auto where = [](const at::Tensor& mask) { return mask.nonzero().squeeze(1); };
    const auto positive = where(found >= 0);
    return {positive, where(found == detection::kBackground), found.index_select(0, positive)};
  }

  void add_boxes(const PictureHeads& heads,
                 const ManyCorners<Pixels>& boxes,
                 const Targets& targets) {
    const auto own = chosen(anchors_, targets.positive);
    const auto codes = heads.boxes.index_select(0, targets.positive);
    const auto truth = detection::selected(boxes, targets.truth);
    if (options_.box_distance == BoxDistance::smooth_l1) {
      const auto wanted = detection::encode(coding_, detection::centre_size_of(truth), own);
      box = box + huber(codes, wanted.to(codes.scalar_type()));
      return;
    }
    const auto kind = options_.box_distance == BoxDistance::giou   ? detection::OverlapKind::giou
                      : options_.box_distance == BoxDistance::diou ? detection::OverlapKind::diou
                                                                   : detection::OverlapKind::ciou;
    const auto told = detection::corners_of(detection::decode(coding_, codes, own));
    box = box + (1 - detection::overlap(kind, told, truth)).sum();
  }

  void add_classes(const PictureHeads& heads, const PictureLabels& labels, const Targets& targets) {
    const auto& logits = heads.classes;
    const bool one = logits.size(1) == 1;
    const auto logs = one ? at::Tensor() : logits.log_softmax(1);
    const auto as_background = one ? at::softplus(logits.squeeze(1)) : -logs.select(1, 0);
    const auto wanted = targets.positive.size(0) * options_.negatives;
    const auto count =
        std::min(std::max(wanted, options_.least_negatives), targets.background.size(0));
    const auto candidates = as_background.index_select(0, targets.background);
    const auto hardest =
        std::get<1>(candidates.detach().sort(/*stable=*/true, 0, /*descending=*/true));
    classes = classes + candidates.index_select(0, hardest.narrow(0, 0, count)).sum();
    if (targets.positive.size(0) == 0) return;
    if (one) {
      classes = classes + at::softplus(-logits.squeeze(1).index_select(0, targets.positive)).sum();
      return;
    }
    auto label = at::ones_like(targets.truth);
    if (labels.classes.defined())
      label = labels.classes.to(label.device(), at::kLong).index_select(0, targets.truth);
    LOWLIGHT_CHECK(((label > 0) & (label < logits.size(1))).all().item<bool>(),
                   "detection_loss: classes must be from 1 to ",
                   logits.size(1) - 1);
    classes = classes - logs.index_select(0, targets.positive).gather(1, label.unsqueeze(1)).sum();
  }

  void add_objectness(const PictureHeads& heads,
                      const ManyCorners<Pixels>& boxes,
                      const Targets& targets) {
    const auto& logits = heads.objectness;
    objectness = objectness + at::softplus(logits.index_select(0, targets.background)).sum();
    if (targets.positive.size(0) == 0) return;
    const auto told = detection::corners_of(
        detection::decode(coding_,
                          heads.boxes.detach().index_select(0, targets.positive),
                          chosen(anchors_, targets.positive)));
    const auto truth = detection::selected(boxes, targets.truth);
    const auto wanted = detection::overlap(detection::OverlapKind::iou, told, truth);
    objectness =
        objectness + at::binary_cross_entropy_with_logits(logits.index_select(0, targets.positive),
                                                          wanted.to(logits.scalar_type()),
                                                          {},
                                                          {},
                                                          at::Reduction::Sum);
  }

  void add_landmarks(const PictureHeads& heads,
                     const PictureLabels& labels,
                     const Targets& targets) {
    if (!labels.landmarks.x.defined()) return;
    const auto device = heads.boxes.device();
    auto has = at::ones_like(targets.truth, at::kBool);
    if (labels.has_landmarks.defined())
      has = labels.has_landmarks.to(device, at::kBool).index_select(0, targets.truth);
    const auto anchors = targets.positive.masked_select(has);
    const auto truth = targets.truth.masked_select(has);
    if (anchors.size(0) == 0) return;
    with_landmarks += anchors.size(0);
    const auto points = [&](const at::Tensor& x) {
      return x.to(device, anchors_.x.scalar_type()).index_select(0, truth);
    };
    const auto wanted = detection::encode_points(
        coding_,
        detection::ManyPoints<Pixels>{points(labels.landmarks.x), points(labels.landmarks.y)},
        chosen(anchors_, anchors));
    const auto codes = heads.landmarks.index_select(0, anchors);
    landmarks = landmarks + huber(codes, wanted.to(codes.scalar_type()));
  }

  const ManyCentres<Pixels>& anchors_;
  const detection::VarianceCoding& coding_;
  const DetectionLossOptions& options_;
};

LossTerm skipped(const char* name, const at::Tensor& like, std::string why) {
  return {name, at::zeros({}, like.options()), std::move(why), ""};
}

}  // namespace

std::vector<LossTerm> detection_loss(const Heads& heads,
                                     const ManyCentres<Pixels>& anchors_,
                                     const detection::VarianceCoding& coding,
                                     const std::vector<PictureLabels>& labels,
                                     const DetectionLossOptions& options,
                                     const BatchPart& part) {
  require_valid("detection_loss", problems_of(options));
  LOWLIGHT_CHECK(heads.boxes.dim() == 3 && heads.boxes.size(0) == int64_t(labels.size()) &&
                     heads.boxes.size(1) == anchors_.x.size(0),
                 "detection_loss: heads must be of as many pictures as there are labels, and of "
                 "the anchors, got ",
                 heads.boxes.sizes(),
                 ", ",
                 labels.size(),
                 " and ",
                 anchors_.x.size(0));
  const auto on_device = [&](const at::Tensor& x) { return x.to(heads.boxes.device()); };
  const ManyCentres<Pixels> anchors{on_device(anchors_.x),
                                    on_device(anchors_.y),
                                    on_device(anchors_.width),
                                    on_device(anchors_.height)};
  Sums sums(anchors, coding, options, heads.boxes);
  for (size_t n = 0; n < labels.size(); ++n) sums.add(picture_heads(heads, int64_t(n)), labels[n]);
  const int64_t positives = total_over_batch(sums.positives, part);
  const int64_t with_landmarks = total_over_batch(sums.with_landmarks, part);
  const auto term = [&](const char* name,
                        const at::Tensor& sum,
                        double weight,
                        int64_t count,
                        const std::string& missing) -> LossTerm {
    if (weight == 0) return skipped(name, heads.boxes, "its weight is 0");
    if (!missing.empty()) return skipped(name, heads.boxes, missing);
    return {name,
            sum * (weight / (part.share * double(std::max<int64_t>(count, 1)))),
            "",
            std::to_string(count) + " anchors find a box"};
  };
  const std::string none = positives == 0 ? "no box in the batch" : "";
  return {term("box", sums.box, options.box_weight, positives, none),
          term("class", sums.classes, options.class_weight, positives, ""),
          term("objectness",
               sums.objectness,
               options.objectness_weight,
               positives,
               heads.objectness.defined() ? "" : "the detector tells none"),
          term("landmarks",
               sums.landmarks,
               options.landmark_weight,
               with_landmarks,
               !heads.landmarks.defined() ? "the detector tells none"
               : with_landmarks == 0      ? "no box with landmarks in the batch"
                                          : "")};
}

namespace {

/// log(1 − eˣ) of x ≤ 0; of x nearer to 0 than 1e-6 that of −1e-6.
at::Tensor log_of_rest(const at::Tensor& logs) { return (-at::expm1(logs.clamp_max(-1e-6))).log(); }

}  // namespace

LossTerm consistency_loss(const Heads& heads, const Heads& reference, const BatchPart& part) {
  LOWLIGHT_CHECK(heads.boxes.sizes() == reference.boxes.sizes(),
                 "consistency_loss: heads must be of pictures of one size, got ",
                 heads.boxes.sizes(),
                 " and ",
                 reference.boxes.sizes());
  const auto logs = heads.log_scores(), wanted_logs = reference.log_scores().detach();
  const auto wanted = wanted_logs.exp(), weight = wanted + kLeastScore;
  const auto divergence =
      wanted * (wanted_logs - logs) + (1 - wanted) * (log_of_rest(wanted_logs) - log_of_rest(logs));
  const auto places =
      at::smooth_l1_loss(heads.boxes, reference.boxes.detach(), at::Reduction::None).sum(-1);
  const auto sum = (weight * divergence).sum() + (wanted * places).sum();
  return {"consistency", sum / (part.share * total_over_batch(weight.sum(), part)), "", ""};
}

}  // namespace lowlight::losses
