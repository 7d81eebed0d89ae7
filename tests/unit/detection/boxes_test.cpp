#include "lowlight/detection/boxes.h"

#include <torch/types.h>

#include <concepts>
#include <limits>

#include "support/catch.h"
#include "support/pixel_boxes.h"

using namespace lowlight::detection;
using lowlight::test::kNaN;
using lowlight::test::pixel_boxes;

namespace {

template <class A, class B>
concept Comparable = requires(const A& a, const B& b) {
  { a == b } -> std::convertible_to<bool>;
};

template <class Box>
concept HasCorners = requires(const Box& box) {
  corners_of(box);
};

template <class Box>
concept HasNormalised = requires(const Box& box) {
  to_normalised(box, PictureSize{});
};

constexpr double kInfinity = std::numeric_limits<double>::infinity();

}  // namespace

// Boxes of different units or forms do not mix.
static_assert(!std::convertible_to<Corners<Pixels>, Corners<Normalised>>);
static_assert(!std::convertible_to<Corners<Grid>, Corners<Pixels>>);
static_assert(!std::convertible_to<CornerSize<Pixels>, Corners<Pixels>>);
static_assert(!std::convertible_to<CornerSize<Pixels>, CentreSize<Pixels>>);
static_assert(!std::convertible_to<at::Tensor, ManyCorners<Pixels>>);
static_assert(!Comparable<Corners<Pixels>, Corners<Normalised>>);
static_assert(!Comparable<Corners<Pixels>, CornerSize<Pixels>>);
static_assert(Comparable<Corners<Pixels>, Corners<Pixels>>);
static_assert(HasCorners<CornerSize<Pixels>> && HasCorners<CentreSize<Grid>>);
static_assert(!HasCorners<Corners<Pixels>>);
static_assert(HasNormalised<Corners<Pixels>>);
static_assert(!HasNormalised<Corners<Grid>> && !HasNormalised<CornerSize<Pixels>>);

TEST_CASE("The three forms of a box say the same") {
  const CornerSize<Pixels> box{3, 4, 10, 20};
  const auto corners = corners_of(box);
  CHECK(corners == Corners<Pixels>{3, 4, 13, 24});
  CHECK(centre_size_of(corners) == CentreSize<Pixels>{8, 14, 10, 20});
  CHECK(corners_of(centre_size_of(corners)) == corners);
  CHECK(corner_size_of(corners) == box);
}

TEST_CASE("Units are changed by the size of the picture or by the stride, and back") {
  const Corners<Pixels> box{32, 24, 96, 48};
  const PictureSize picture{640, 480};
  const auto shares = to_normalised(box, picture);
  CHECK(shares.right == Approx(0.15));
  CHECK(shares.bottom == Approx(0.1));
  CHECK(to_pixels(shares, picture).left == Approx(32));
  const auto cells = to_grid(box, 8);
  CHECK(cells == Corners<Grid>{4, 3, 12, 6});
  CHECK(to_pixels(cells, 8) == box);
}

TEST_CASE("Many boxes convert as one does") {
  const auto boxes = pixel_boxes({3, 4, 13, 24, 0, 0, 2, 4});
  const auto centres = centre_size_of(boxes);
  CHECK(centres.x[0].item<double>() == 8);
  CHECK(centres.height[1].item<double>() == 4);
  CHECK(torch::equal(rows_of(corners_of(centres)), rows_of(boxes)));
  CHECK(selected(boxes, torch::tensor({1})).bottom.item<double>() == 4);
  CHECK(selected(boxes, torch::tensor({true, false})).left.item<double>() == 3);
}

TEST_CASE("No boxes are boxes too, and rows of another length are none") {
  const auto none = corners_from<Pixels>(torch::zeros({0, 4}));
  CHECK(rows_of(none).sizes() == at::IntArrayRef({0, 4}));
  CHECK(are_valid(none).numel() == 0);
  CHECK_THROWS(corners_from<Pixels>(torch::zeros({2, 5})));
}

TEST_CASE("A label without area or with a number that is none is at fault") {
  CHECK(fault_of({10, 10, 6, 6}).empty());
  CHECK(fault_of({-3, -3, 6, 6}).empty());
  CHECK_FALSE(fault_of({0, 0, 0, 0}).empty());
  CHECK_FALSE(fault_of({0, 0, 5, 0}).empty());
  CHECK_FALSE(fault_of({0, 0, -5, -5}).empty());
  CHECK_FALSE(fault_of({kNaN, 0, 5, 5}).empty());
  CHECK_FALSE(fault_of({0, 0, kInfinity, 5}).empty());
  // Of the numbers that a float tells apart the farthest are still sound, on every side.
  constexpr double kFar = 1 << 24;
  CHECK(fault_of({-kFar, -kFar, 2 * kFar, 2 * kFar}).empty());
  CHECK_FALSE(fault_of({-kFar - 2, 0, 5, 5}).empty());
  CHECK_FALSE(fault_of({0, -kFar - 2, 5, 5}).empty());
  CHECK_FALSE(fault_of({kFar, 0, 2, 5}).empty());
  CHECK_FALSE(fault_of({0, kFar, 5, 2}).empty());
}

TEST_CASE("Boxes below the least side are not trained on") {
  const auto boxes = pixel_boxes({0, 0, 6,   6,  //
                                  0, 0, 5.9, 60, 5, 5, 5, 5, 9, 9, 1, 1, 0, 0, kNaN, 9});
  const auto expected = torch::tensor({true, false, false, false, false});
  CHECK(torch::equal(are_valid(boxes, 6), expected));
  CHECK(are_valid(boxes).sum().item<int>() == 2);
  CHECK_FALSE(are_valid(pixel_boxes({0, 0, kInfinity, kInfinity})).item<bool>());
  CHECK_FALSE(are_valid(pixel_boxes({-kInfinity, 0, 5, 5})).item<bool>());
}
