#include "lowlight/detection/detector.h"

#include <torch/types.h>

#include "support/catch.h"
#include "support/fixed_detector.h"

using namespace lowlight::detection;
using lowlight::test::BrightCells;

TEST_CASE("Scores are probabilities, of one class, of several, and with objectness") {
  const auto one = Heads{torch::zeros({1, 3, 1}), {}, {}, {}}.scores();
  CHECK(torch::allclose(one, torch::full({1, 3}, 0.5)));
  const auto logits = torch::tensor({2.f, 1.f, 3.f}).view({1, 1, 3});
  const auto several = Heads{logits, {}, {}, {}}.scores();
  CHECK(several.item<float>() == Approx(logits.softmax(-1)[0][0][2].item<float>()));
  const auto doubted = Heads{torch::zeros({1, 1, 1}), torch::full({1, 1}, -100.f), {}, {}}.scores();
  CHECK(doubted.item<float>() < 1e-6f);
}

TEST_CASE("Scores have finite gradients where probabilities underflow") {
  const auto logits = torch::full({1, 2, 1}, -200.f).requires_grad_();
  const auto objectness = torch::tensor({{-200.f, 3.f}}).requires_grad_();
  const auto scores = Heads{logits, objectness, {}, {}}.scores();
  CHECK(scores.max().item<float>() < 1e-20f);
  scores.sum().backward();
  CHECK(logits.grad().isfinite().all().item<bool>());
  CHECK(objectness.grad().isfinite().all().item<bool>());
}

TEST_CASE("What the heads say becomes boxes, landmarks and scores, the best first") {
  auto picture = torch::zeros({3, 40, 48});
  picture.slice(1, 0, 16).slice(2, 16, 32).fill_(1);
  picture.slice(1, 16, 32).slice(2, 32, 48).fill_(0.8);
  BrightCells detector;
  const auto found = find_boxes(detector, picture);
  REQUIRE(found.size() == 2);
  CHECK(found[0].box == Corners<Pixels>{16, 0, 32, 16});
  CHECK(found[1].box == Corners<Pixels>{32, 16, 48, 32});
  CHECK(found[0].score > found[1].score);
  REQUIRE(found[0].landmarks.size() == 5);
  CHECK(found[0].landmarks[2] == Point<Pixels>{24, 8});
}

TEST_CASE("The least score and the number of boxes bound what is found") {
  BrightCells detector;
  const auto picture = torch::ones({3, 32, 32});
  CHECK(find_boxes(detector, picture).size() == 4);
  CHECK(find_boxes(detector, picture, {.most = 1}).size() == 1);
  CHECK(find_boxes(detector, picture, {.least_score = 0.999}).empty());
  CHECK(find_boxes(detector, torch::zeros({3, 32, 32})).empty());
}

TEST_CASE("Of answers that overlap the surest is found") {
  /// Both cells of a row of two say nearly the box of the first.
  struct OneBox final : BrightCells {
    Heads heads(const at::Tensor& pictures) override {
      auto told = BrightCells::heads(pictures);
      told.boxes.select(1, 1).select(1, 0).fill_(-9.f);  // 14.4 of the 16 pixels to the left
      return told;
    }
  } detector;
  auto picture = torch::full({3, 16, 32}, 0.8);
  picture.slice(2, 16).fill_(1);
  const auto found = find_boxes(detector, picture);
  REQUIRE(found.size() == 1);
  CHECK(found[0].box.left == Approx(1.6));
  CHECK(find_boxes(detector, picture, {.most_overlap = 0.9}).size() == 2);
}

TEST_CASE("What is no picture, and options beyond their ranges, are refused") {
  BrightCells detector;
  CHECK_THROWS(find_boxes(detector, torch::zeros({1, 3, 8, 8})));
  CHECK_THROWS(find_boxes(detector, torch::zeros({3, 0, 8})));
  CHECK_THROWS(find_boxes(detector, torch::zeros({3, 8, 8}), {.most = 0}));
}
