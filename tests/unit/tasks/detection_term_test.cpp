#include "lowlight/tasks/detection_term.h"

#include <torch/types.h>

#include <algorithm>

#include "lowlight/core/fields.h"
#include "lowlight/models/yunet.h"
#include "support/catch.h"
#include "support/fixed_detector.h"
#include "support/problems.h"

using namespace lowlight;
using namespace lowlight::tasks;
using lowlight::test::BrightCells;

namespace {

/// The sum of the terms.
at::Tensor summed_terms(detection::Detector& detector,
                        const at::Tensor& enhanced,
                        const DetectionReference& reference,
                        const DetectionTermOptions& options) {
  auto total = torch::zeros({});
  for (const auto& term : detection_terms(detector, enhanced, reference, options))
    total = total + term.value;
  return total;
}

double norm_of(const at::Tensor& gradient, int64_t picture) {
  return gradient[picture].norm().item<double>();
}

}  // namespace

TEST_CASE("A picture that is seen as the bright one costs nothing") {
  BrightCells detector;
  const auto bright = torch::rand({2, 3, 32, 32});
  const auto same = detection_terms(detector, bright, {bright}, {.weight = 3});
  REQUIRE(same.size() == 1);
  CHECK(same[0].name == "detection");
  CHECK(same[0].value.item<double>() == 0);
  CHECK(summed_terms(detector, bright * 0.2, {bright}, {.weight = 3}).item<double>() > 0.1);
}

TEST_CASE("Gradients flow to the enhanced picture alone, and lead towards the bright one") {
  BrightCells detector;
  const auto bright = torch::full({1, 3, 32, 32}, 0.8).requires_grad_();
  const auto dark = torch::full({1, 3, 32, 32}, 0.3).requires_grad_();
  summed_terms(detector, dark, {bright}, {.weight = 1}).backward();
  CHECK_FALSE(bright.grad().defined());
  CHECK(dark.grad().max().item<double>() < 0);  // brighter is better
}

TEST_CASE("With boxes the detector shall find those, whatever it finds in the bright picture") {
  BrightCells detector;
  // The first cell shall be found in the first picture; nothing in the second.
  const auto boxes = torch::tensor({0.f, 0.f, 16.f, 16.f, 0.f, 0.f, 0.f, 0.f}).view({2, 1, 4});
  const auto x = torch::full({2, 3, 32, 32}, 0.5).requires_grad_();
  const DetectionReference reference{torch::rand({2, 3, 32, 32}), boxes};
  for (const auto& term : detection_terms(detector, x, reference, {.weight = 2}))
    CHECK(term.note == "1 anchors find a box");
  summed_terms(detector, x, reference, {.weight = 2}).backward();
  const auto pull = x.grad().sum(1).unfold(1, 16, 16).unfold(2, 16, 16).sum({3, 4});
  CHECK(pull[0][0][0].item<double>() < 0);
  CHECK(pull[0][1][1].item<double>() > 0);
  CHECK(pull[1].min().item<double>() > 0);
}

TEST_CASE("What is compared with boxes comes in terms that are switched off one by one") {
  BrightCells detector;
  const auto x = torch::full({1, 3, 32, 32}, 0.5);
  const DetectionReference reference{x, torch::tensor({0.f, 0.f, 15.f, 16.f}).view({1, 1, 4})};
  const auto all = detection_terms(detector, x, reference, {.weight = 2});
  REQUIRE(all.size() == 3);
  CHECK(all[0].name == "detection.box");
  CHECK(all[1].name == "detection.class");
  CHECK(all[2].name == "detection.objectness");
  const DetectionTermOptions without[] = {{.weight = 2, .box_weight = 0},
                                          {.weight = 2, .class_weight = 0},
                                          {.weight = 2, .objectness_weight = 0}};
  for (size_t off = 0; off < 3; ++off) {
    const auto terms = detection_terms(detector, x, reference, without[off]);
    for (size_t i = 0; i < 3; ++i) {
      CHECK(all[i].value.item<double>() > 0);
      CHECK(terms[i].value.item<double>() == (i == off ? 0 : all[i].value.item<double>()));
      CHECK(terms[i].skipped == (i == off ? "its weight is 0" : ""));
    }
  }
}

TEST_CASE("Boxes that are ignored teach neither that something is there nor that nothing is") {
  BrightCells detector;
  const auto boxes = torch::tensor({0.f, 0.f, 16.f, 16.f}).view({1, 1, 4});
  const auto pull_on_first = [&](const at::Tensor& ignored) {
    const auto x = torch::full({1, 3, 32, 32}, 0.5).requires_grad_();
    summed_terms(detector, x, {x.detach(), boxes, ignored}, {.weight = 1}).backward();
    return x.grad().slice(2, 0, 16).slice(3, 0, 16).sum().item<double>();
  };
  CHECK(pull_on_first(torch::tensor({{true}})) == 0);
  CHECK(pull_on_first(torch::tensor({{false}})) < 0);
}

TEST_CASE("Boxes of no area and batches without any are finite and teach background") {
  BrightCells detector;
  for (const auto& boxes : {torch::zeros({1, 3, 4}), torch::zeros({1, 0, 4})}) {
    const auto x = torch::full({1, 3, 32, 32}, 0.5).requires_grad_();
    const auto total = summed_terms(detector, x, {x.detach(), boxes}, {.weight = 1});
    CHECK(total.isfinite().item<bool>());
    total.backward();
    CHECK(x.grad().min().item<double>() > 0);
  }
}

TEST_CASE("The shipped detector is asked for the face that is there") {
  auto detector = models::load_yunet(LOWLIGHT_SOURCE_DIR "/models/yunet.safetensors");
  const auto picture = torch::rand({1, 3, 64, 64});
  const auto boxes = torch::tensor({16.f, 16.f, 48.f, 48.f}).view({1, 1, 4});
  const auto x = picture.clone().requires_grad_();
  const auto total = summed_terms(*detector, x, {picture, boxes}, {.weight = 1});
  CHECK(total.item<double>() > 0);
  total.backward();
  CHECK(x.grad().isfinite().all().item<bool>());
  CHECK(norm_of(x.grad(), 0) > 0);
}

TEST_CASE("Each picture's gradient is held down by itself") {
  BrightCells detector;
  const auto bright = torch::full({2, 3, 32, 32}, 0.9);
  auto start = torch::full({2, 3, 32, 32}, 0.5);
  start[1].fill_(0.899);
  const auto gradient_at = [&](double clip) {
    const auto x = start.clone().requires_grad_();
    summed_terms(detector, x, {bright}, {.weight = 1e3, .clip_norm = clip}).backward();
    return x.grad();
  };
  const auto free = gradient_at(1e9);
  const double most = norm_of(free, 0) / 10;
  const auto held = gradient_at(most);
  CHECK(norm_of(held, 0) == Approx(most));
  CHECK(norm_of(held, 1) == Approx(std::min(most, norm_of(free, 1))));
  // The direction stays.
  CHECK(torch::allclose(held[0] * 10, free[0], 1e-4));
}

TEST_CASE("A gradient that is not finite becomes none, and the other pictures keep theirs") {
  /// Its answer on a picture that begins with black has an infinite slope.
  struct RootAtZero final : BrightCells {
    detection::Heads heads(const at::Tensor& pictures) override {
      auto told = BrightCells::heads(pictures);
      const auto first = pictures.slice(2, 0, 1).slice(3, 0, 1).sum({1, 2, 3}).view({-1, 1, 1});
      told.boxes = told.boxes + first.sqrt();
      return told;
    }
  } detector;
  auto start = torch::full({2, 3, 32, 32}, 0.4);
  start[0].zero_();
  const auto x = start.requires_grad_();
  summed_terms(detector, x, {torch::full({2, 3, 32, 32}, 0.9)}, {.weight = 1}).backward();
  CHECK(norm_of(x.grad(), 0) == 0);
  CHECK(norm_of(x.grad(), 1) > 0);
  CHECK(x.grad().isfinite().all().item<bool>());
}

TEST_CASE("The shipped detector gives a finite gradient on black, white and noise") {
  auto detector = models::load_yunet(LOWLIGHT_SOURCE_DIR "/models/yunet.safetensors");
  const auto bright = torch::rand({3, 3, 64, 64});
  auto start = torch::rand({3, 3, 64, 64});
  start[0].zero_();
  start[1].fill_(1);
  const auto x = start.requires_grad_();
  const auto total = summed_terms(*detector, x, {bright}, {.weight = 1});
  CHECK(total.isfinite().item<bool>());
  total.backward();
  CHECK(x.grad().isfinite().all().item<bool>());
}

TEST_CASE("A weight needs a detector") {
  CHECK(problems_of(DetectionTermOptions{}).empty());
  CHECK(test::has_problem(problems_of(DetectionTermOptions{.weight = 1}), "detector"));
  CHECK(problems_of(DetectionTermOptions{.weight = 1, .detector = "a.safetensors"}).empty());
  CHECK(test::has_problem(problems_of(DetectionTermOptions{.clip_norm = 0}), "clip_norm"));
}
