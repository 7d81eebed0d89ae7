#include "lowlight/detection/overlap.h"

#include <torch/types.h>

#include <numbers>

#include "lowlight/core/names.h"
#include "support/catch.h"
#include "support/gradient_check.h"
#include "support/pixel_boxes.h"

using namespace lowlight::detection;
using lowlight::enum_name;
using lowlight::test::pixel_boxes;

namespace {

constexpr std::array kKinds = {
    OverlapKind::iou, OverlapKind::giou, OverlapKind::diou, OverlapKind::ciou};

double overlap_of(OverlapKind kind, const std::vector<double>& a, const std::vector<double>& b) {
  return overlap(kind, pixel_boxes(a), pixel_boxes(b)).item<double>();
}

/// Boxes [N] with sides of 1 to 40 anywhere in 50 × 50.
ManyCorners<Pixels> random_boxes(int64_t count) {
  const auto corner = torch::rand({count, 2}, torch::kDouble) * 50;
  const auto size = torch::rand({count, 2}, torch::kDouble) * 39 + 1;
  return corners_from<Pixels>(torch::cat({corner, corner + size}, 1));
}

}  // namespace

TEST_CASE("Overlaps of known boxes are known") {
  CHECK(overlap_of(OverlapKind::iou, {0, 0, 2, 2}, {1, 1, 3, 3}) == Approx(1. / 7));
  CHECK(overlap_of(OverlapKind::giou, {0, 0, 2, 2}, {1, 1, 3, 3}) == Approx(1. / 7 - 2. / 9));
  CHECK(overlap_of(OverlapKind::diou, {0, 0, 2, 2}, {1, 1, 3, 3}) == Approx(1. / 7 - 2. / 18));
  const double angle = std::atan(2.) - std::atan(0.5);
  const double v = 4 / (std::numbers::pi * std::numbers::pi) * angle * angle;
  const double iou = 1. / 3;
  CHECK(overlap_of(OverlapKind::ciou, {0, 0, 2, 1}, {0.5, -0.5, 1.5, 1.5}) ==
        Approx(iou - v * v / (1 - iou + v)).epsilon(1e-5));
}

TEST_CASE("Equal boxes overlap by 1 in every kind, however small") {
  for (const auto kind : kKinds) {
    INFO(enum_name(kind));
    CHECK(overlap_of(kind, {3, 4, 13, 24}, {3, 4, 13, 24}) == Approx(1));
    CHECK(overlap_of(kind, {0.5, 0.5, 0.501, 0.501}, {0.5, 0.5, 0.501, 0.501}) == Approx(1));
    CHECK(overlap_of(kind, {0, 0, 1e-7, 1e-7}, {0, 0, 1e-7, 1e-7}) == Approx(1));
    CHECK(overlap_of(kind, {0, 0, 1e-30, 1e30}, {0, 0, 1e-30, 1e30}) == Approx(1));
  }
}

TEST_CASE("Boxes that do not touch have no IoU, and are told apart by their distance") {
  CHECK(overlap_of(OverlapKind::iou, {0, 0, 1, 1}, {2, 0, 3, 1}) == 0);
  for (const auto kind : {OverlapKind::giou, OverlapKind::diou, OverlapKind::ciou}) {
    INFO(enum_name(kind));
    const auto near = overlap_of(kind, {0, 0, 1, 1}, {2, 0, 3, 1});
    const auto far = overlap_of(kind, {0, 0, 1, 1}, {9, 0, 10, 1});
    CHECK(near < 0);
    CHECK(far < near);
  }
}

TEST_CASE("Overlaps are symmetric, in their ranges, and do not change with place and scale") {
  const auto a = random_boxes(200), b = random_boxes(200);
  const auto moved = [](const ManyCorners<Pixels>& box) {
    return corners_from<Pixels>((rows_of(box) + 7) * 3);
  };
  for (const auto kind : kKinds) {
    INFO(enum_name(kind));
    const auto found = overlap(kind, a, b);
    CHECK(torch::allclose(found, overlap(kind, b, a)));
    CHECK(torch::allclose(found, overlap(kind, moved(a), moved(b)), 1e-5, 1e-7));
    CHECK(found.max().item<double>() <= 1);
    CHECK(found.min().item<double>() > (kind == OverlapKind::iou    ? -1e-12
                                        : kind == OverlapKind::ciou ? -2
                                                                    : -1));
  }
}

TEST_CASE("Degenerate boxes have finite overlaps and gradients") {
  const std::vector<std::vector<double>> odd = {{0, 0, 0, 0},
                                                {5, 5, 5, 9},
                                                {5, 5, 1, 1},
                                                {0, 0, 1e-20, 1e-20},
                                                {-1e6, -1e6, 1e6, 1e6},
                                                {0, 0, 1e20, 1e20},
                                                {-3e38, -3e38, 3e38, 3e38},
                                                {0, 0, 10, 10}};
  for (const auto type : {torch::kFloat, torch::kDouble}) {
    for (const auto kind : kKinds) {
      for (const auto& a : odd) {
        for (const auto& b : odd) {
          auto rows = torch::tensor(a, type).requires_grad_();
          const auto found = overlap(
              kind, corners_from<Pixels>(rows), corners_from<Pixels>(torch::tensor(b, type)));
          INFO(enum_name(kind) << " of " << a << " and " << b);
          CHECK(found.isfinite().item<bool>());
          found.backward();
          CHECK(rows.grad().isfinite().all().item<bool>());
        }
      }
    }
  }
}

TEST_CASE("Overlaps have the right gradients") {
  // Boxes whose sides differ: where two are equal there is a corner in the function.
  const auto a = rows_of(random_boxes(4)), b = rows_of(random_boxes(4));
  for (const auto kind : {OverlapKind::iou, OverlapKind::giou, OverlapKind::diou}) {
    INFO(enum_name(kind));
    const auto report = lowlight::test::check_gradients(
        [&](const auto& in) {
          return std::vector{
              overlap(kind, corners_from<Pixels>(in[0]), corners_from<Pixels>(in[1]))};
        },
        {a, b});
    INFO(report.where);
    CHECK(report.worst < 1e-6);
  }
}

TEST_CASE("The weight of CIoU's shape term is a constant to the gradient") {
  // Centres and IoU do not move to first order when a square of equal area becomes a strip, so the
  // gradient is −α dv.
  auto rows = torch::tensor({0., 0., 4., 2.}, torch::kDouble).requires_grad_();
  const auto box = corners_from<Pixels>(rows);
  const auto other = pixel_boxes({1, -1, 3, 3});
  const auto gradient = torch::autograd::grad({overlap(OverlapKind::ciou, box, other)}, {rows})[0];
  const auto w = box.right - box.left, h = box.bottom - box.top;
  const auto v =
      (at::atan(w / h) - std::atan(0.5)).square() * (4 / (std::numbers::pi * std::numbers::pi));
  const double iou = 4. / 12, value = v.item<double>();
  const auto expected = torch::autograd::grad(
      {overlap(OverlapKind::diou, box, other).sum() - v * (value / (1 - iou + value))}, {rows})[0];
  CHECK(torch::allclose(gradient, expected, 1e-4, 1e-6));
}

TEST_CASE("Halves are computed as floats") {
  const auto half = corners_from<Pixels>(torch::tensor({0., 0., 300., 300.}, torch::kHalf));
  const auto found = overlap(OverlapKind::iou, half, half);
  CHECK(found.scalar_type() == torch::kFloat);
  CHECK(found.item<float>() == Approx(1));
}

TEST_CASE("Pairwise IoU is the IoU of the pairs") {
  const auto a = random_boxes(3), b = random_boxes(5);
  const auto all = pairwise_iou(a, b);
  REQUIRE(all.sizes() == at::IntArrayRef({3, 5}));
  for (int64_t i = 0; i < 3; ++i) {
    for (int64_t j = 0; j < 5; ++j) {
      const auto one = overlap(
          OverlapKind::iou, selected(a, torch::tensor({i})), selected(b, torch::tensor({j})));
      CHECK(all[i][j].item<double>() == Approx(one.item<double>()));
    }
  }
  CHECK(pairwise_iou(random_boxes(0), b).sizes() == at::IntArrayRef({0, 5}));
}
