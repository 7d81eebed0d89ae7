#include "lowlight/losses/detection.h"

#include <torch/types.h>

#include <algorithm>
#include <cmath>

#include "lowlight/core/fields.h"
#include "lowlight/detection/anchors.h"
#include "lowlight/detection/overlap.h"
#include "support/catch.h"
#include "support/gradient_check.h"
#include "support/pixel_boxes.h"

using namespace lowlight;
using namespace lowlight::detection;
using namespace lowlight::losses;
using test::kNaN;
using test::pixel_boxes;

namespace {

constexpr int64_t kAnchors = 16;  // of 16 pixels, in a picture of 64 × 64
const VarianceCoding kCoding;

ManyCentres<Pixels> anchors_at(const std::vector<int64_t>& places) {
  const auto all = anchors_of({{16, {16}}}, {64, 64});
  const auto chosen = [&](const at::Tensor& x) {
    return x.to(torch::kDouble).index_select(0, torch::tensor(places));
  };
  return {chosen(all.x), chosen(all.y), chosen(all.width), chosen(all.height)};
}

ManyCentres<Pixels> all_anchors() {
  std::vector<int64_t> places(kAnchors);
  for (int64_t i = 0; i < kAnchors; ++i) places[size_t(i)] = i;
  return anchors_at(places);
}

Heads random_heads(int64_t pictures, int64_t classes = 2) {
  const auto random = [&](int64_t numbers) {
    return torch::randn({pictures, kAnchors, numbers}, torch::kDouble) * 0.3;
  };
  return {random(classes), random(1).squeeze(-1), random(4), random(4)};
}

/// A face over the first anchor and one over the last, with two landmarks each.
PictureLabels two_faces() {
  const auto x = torch::tensor({{3., 11.}, {52., 60.}}, torch::kDouble);
  return {pixel_boxes({1, 0, 16, 15, 47, 49, 64, 64}), {}, {x, x + 1}};
}

PictureLabels nothing() { return {pixel_boxes({})}; }

const LossTerm& named(const std::vector<LossTerm>& terms, const std::string& name) {
  return *std::ranges::find(terms, name, &LossTerm::name);
}

double value_of(const std::vector<LossTerm>& terms, const std::string& name) {
  return named(terms, name).value.item<double>();
}

std::vector<LossTerm> loss(const Heads& heads,
                           const std::vector<PictureLabels>& labels,
                           const DetectionLossOptions& options = {}) {
  return detection_loss(heads, all_anchors(), kCoding, labels, options);
}

Heads with_gradients(Heads heads) {
  for (auto* head : {&heads.classes, &heads.objectness, &heads.boxes, &heads.landmarks})
    *head = head->detach().clone().requires_grad_();
  return heads;
}

/// Whether all terms, and the gradients of their sum, are finite.
bool finite_with_gradients(const Heads& plain,
                           const std::vector<PictureLabels>& labels,
                           const DetectionLossOptions& options = {}) {
  const auto heads = with_gradients(plain);
  auto total = torch::zeros({}, torch::kDouble);
  for (const auto& term : loss(heads, labels, options)) total = total + term.value;
  if (!total.isfinite().item<bool>()) return false;
  if (total.requires_grad()) total.backward();
  for (const auto& head : {heads.classes, heads.objectness, heads.boxes, heads.landmarks}) {
    if (head.grad().defined() && !head.grad().isfinite().all().item<bool>()) return false;
  }
  return true;
}

constexpr std::array kTerms = {"box", "class", "objectness", "landmarks"};

}  // namespace

TEST_CASE("Heads that are right have no loss of boxes and landmarks") {
  auto heads = random_heads(1);
  const auto labels = two_faces();
  const auto two = anchors_at({0, kAnchors - 1});
  const auto places = torch::tensor({int64_t(0), kAnchors - 1});
  heads.boxes[0].index_copy_(0, places, encode(kCoding, centre_size_of(labels.boxes), two));
  heads.landmarks[0].index_copy_(0, places, encode_points(kCoding, labels.landmarks, two));
  for (const auto distance :
       {BoxDistance::smooth_l1, BoxDistance::giou, BoxDistance::diou, BoxDistance::ciou}) {
    CHECK(value_of(loss(heads, {labels}, {.box_distance = distance}), "box") ==
          Approx(0).margin(1e-6));
  }
  CHECK(value_of(loss(heads, {labels}), "landmarks") == Approx(0).margin(1e-9));
}

TEST_CASE("A term is what it sums divided by the anchors that find a box") {
  const auto heads = random_heads(2);
  const auto once = loss(heads, {two_faces(), two_faces()});
  CHECK_THAT(named(once, "box").note, ContainsSubstring("4 anchors"));
  // The same batch twice has the same mean.
  const Heads twice{torch::cat({heads.classes, heads.classes}),
                    torch::cat({heads.objectness, heads.objectness}),
                    torch::cat({heads.boxes, heads.boxes}),
                    torch::cat({heads.landmarks, heads.landmarks})};
  const std::vector<PictureLabels> labels(4, two_faces());
  for (const auto* name : kTerms)
    CHECK(value_of(loss(twice, labels), name) == Approx(value_of(once, name)));
}

TEST_CASE("Distances of boxes stay in their ranges") {
  // 1 − IoU of a box cannot be 12.3: a founding note's sum had no denominator.
  const std::vector<PictureLabels> labels(3, two_faces());
  for (int round = 0; round < 20; ++round) {
    auto heads = random_heads(3);
    heads.boxes = heads.boxes * 20;
    const auto box = [&](BoxDistance distance) {
      return value_of(loss(heads, labels, {.box_weight = 1, .box_distance = distance}), "box");
    };
    CHECK(box(BoxDistance::giou) < 2);
    CHECK(box(BoxDistance::diou) < 2);
    CHECK(box(BoxDistance::ciou) < 3);
  }
}

TEST_CASE("Without boxes the terms of boxes are exactly zero and background still teaches") {
  const auto heads = with_gradients(random_heads(2));
  const auto terms = loss(heads, {nothing(), nothing()});
  CHECK(value_of(terms, "box") == 0);
  CHECK(value_of(terms, "landmarks") == 0);
  CHECK_FALSE(named(terms, "box").skipped.empty());
  CHECK_FALSE(named(terms, "landmarks").skipped.empty());
  CHECK(value_of(terms, "class") > 0);
  named(terms, "class").value.backward();
  CHECK(heads.classes.grad().abs().sum().item<double>() > 0);
  CHECK(value_of(terms, "objectness") > 0);
}

TEST_CASE("A picture without boxes has the least number of hard negatives") {
  const auto heads = random_heads(1);
  const auto hardest =
      std::get<0>((-heads.classes[0].log_softmax(1).select(1, 0)).sort(0, /*descending=*/true));
  CHECK(value_of(loss(heads, {nothing()}, {.least_negatives = 3}), "class") ==
        Approx(hardest.slice(0, 0, 3).sum().item<double>()));
  CHECK(value_of(loss(heads, {nothing()}, {.least_negatives = 0}), "class") == 0);
}

TEST_CASE("Bad boxes change no term") {
  const auto heads = random_heads(1);
  const auto good = two_faces();
  PictureLabels mixed = good;
  mixed.boxes = pixel_boxes(
      {1, 0, 16, 15, 47, 49, 64, 64, 0, 0, 0, 0, 32, 32, 20, 20, kNaN, 0, 9, 9, 20, 20, 23, 23});
  const auto none = torch::full({4, 2}, kNaN, torch::kDouble);
  mixed.landmarks = {torch::cat({good.landmarks.x, none}), torch::cat({good.landmarks.y, none})};
  for (const auto* name : kTerms)
    CHECK(value_of(loss(heads, {mixed}), name) == value_of(loss(heads, {good}), name));
  CHECK(finite_with_gradients(heads, {mixed}));
  const PictureLabels bad{pixel_boxes({0, 0, 0, 0, 5, 5, 2, 2})};
  CHECK(value_of(loss(heads, {bad}), "box") == 0);
}

TEST_CASE("Anchors in boxes that are ignored, or too small, are neither faces nor background") {
  const auto heads = random_heads(1);
  // The first anchor stands in a crowd, the last in a box that is too small.
  const PictureLabels labels{.boxes = pixel_boxes({0, 0, 18, 18, 48, 48, 64, 64, 20, 20, 40, 40}),
                             .ignored = torch::tensor({true, false, false})};
  const auto pulled = [&](const PictureLabels& of) {
    auto told = with_gradients(heads);
    const auto terms = loss(told, {of}, {.least_side = 18, .least_negatives = kAnchors});
    (named(terms, "class").value + named(terms, "objectness").value).backward();
    const auto strength = [&](int64_t anchor) {
      return told.classes.grad()[0][anchor].abs().sum().item<double>() +
             std::abs(told.objectness.grad()[0][anchor].item<double>());
    };
    return std::pair(strength(0), strength(kAnchors - 1));
  };
  CHECK(pulled(labels) == std::pair(0., 0.));
  CHECK(pulled(nothing()).first > 0);
  CHECK(pulled(nothing()).second > 0);
  CHECK(finite_with_gradients(heads, {labels}));
}

TEST_CASE("Landmarks count where they were annotated") {
  const auto heads = random_heads(1);
  auto labels = two_faces();
  labels.has_landmarks = torch::tensor({true, false});
  labels.landmarks.x[1].fill_(kNaN);
  const auto terms = loss(heads, {labels});
  CHECK(std::isfinite(value_of(terms, "landmarks")));
  CHECK_THAT(named(terms, "landmarks").note, ContainsSubstring("1 anchor"));
  labels.has_landmarks = torch::tensor({false, false});
  CHECK_FALSE(named(loss(heads, {labels}), "landmarks").skipped.empty());
  CHECK(value_of(loss(heads, {labels}), "box") == value_of(terms, "box"));
}

TEST_CASE("Logits as far apart as numbers go stay finite with their gradients") {
  for (const int64_t classes : {1, 2, 4}) {
    auto heads = random_heads(2, classes);
    heads.classes = heads.classes * 1e6;
    heads.objectness = heads.objectness * 1e6;
    heads.boxes = heads.boxes * 1e6;
    for (const auto distance : {BoxDistance::smooth_l1, BoxDistance::ciou})
      CHECK(finite_with_gradients(heads, {two_faces(), nothing()}, {.box_distance = distance}));
  }
}

TEST_CASE("The objectness to reach is the IoU of the box that is told, in pixels, a constant") {
  auto heads = random_heads(1);
  heads.objectness.zero_();
  const auto told = corners_of(decode(kCoding, heads.boxes[0], all_anchors()));
  const auto iou = overlap(OverlapKind::iou,
                           selected(told, torch::tensor({int64_t(0), kAnchors - 1})),
                           two_faces().boxes);
  const auto tracked = with_gradients(heads);
  named(loss(tracked, {two_faces()}), "objectness").value.backward();
  CHECK_FALSE(tracked.boxes.grad().defined());
  // σ(0) − target, by two anchors.
  CHECK(tracked.objectness.grad()[0][0].item<double>() ==
        Approx((0.5 - iou[0].item<double>()) / 2).epsilon(1e-5));
}

TEST_CASE("Terms are switched off one by one, and the others stay") {
  const auto heads = random_heads(1);
  const auto all = loss(heads, {two_faces()});
  const std::pair<std::string, double DetectionLossOptions::*> weights[] = {
      {"box", &DetectionLossOptions::box_weight},
      {"class", &DetectionLossOptions::class_weight},
      {"objectness", &DetectionLossOptions::objectness_weight},
      {"landmarks", &DetectionLossOptions::landmark_weight}};
  for (const auto& [name, weight] : weights) {
    DetectionLossOptions options;
    options.*weight = 0;
    for (const auto& term : loss(heads, {two_faces()}, options)) {
      CHECK(term.skipped.empty() == (term.name != name));
      CHECK(term.value.item<double>() == (term.name == name ? 0 : value_of(all, term.name)));
    }
  }
}

TEST_CASE("Losses of detectors have the right gradients") {
  for (const auto distance : {BoxDistance::smooth_l1, BoxDistance::giou}) {
    const auto plain = random_heads(1);
    // The target of the objectness is a constant, which differences would not see as one.
    const auto report = test::check_gradients(
        [&](const auto& in) {
          std::vector<at::Tensor> values;
          for (const auto& term : loss({in[0], {}, in[1], in[2]},
                                       {two_faces()},
                                       {.box_distance = distance, .least_negatives = kAnchors}))
            values.push_back(term.value);
          return values;
        },
        {plain.classes, plain.boxes, plain.landmarks});
    INFO(report.where);
    CHECK(report.worst < 1e-6);
  }
}

TEST_CASE("A trained detector is asked at the anchors whose boxes are right") {
  auto heads = random_heads(1);
  heads.boxes.zero_();
  const PictureLabels label{pixel_boxes({40, 40, 64, 64})};
  // Anchor 5 tells the face, which is far from it.
  heads.boxes[0][5].copy_(encode(kCoding, centre_size_of(label.boxes), anchors_at({5}))[0]);
  const DetectionLossOptions by_predictions{.box_distance = BoxDistance::giou,
                                            .matched_by = MatchedBy::predictions,
                                            .match = {.positive = 0.6, .background = 0.6}};
  CHECK(value_of(loss(heads, {label}, by_predictions), "box") == Approx(0).margin(1e-6));
  CHECK(value_of(loss(heads, {label}, {.box_distance = BoxDistance::giou}), "box") > 0.1);
}

TEST_CASE("Labels that do not fit the heads are refused") {
  const auto heads = random_heads(2);
  CHECK_THROWS(loss(heads, {two_faces()}));
  auto labels = two_faces();
  labels.classes = torch::tensor({1, 2});
  CHECK_THROWS(loss(heads, {labels, nothing()}));
  CHECK_THROWS(loss(heads, {two_faces(), nothing()}, {.box_weight = -1}));
}
