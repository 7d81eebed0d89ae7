#include "inference/face_places.h"

#include <ATen/ATen.h>

#include "support/catch.h"

using namespace lowlight;
using namespace lowlight::inference;

namespace {

/// Of 100 × 200 pixels: 20 × 20 of them, the middle at row 50, column 100.
const FaceBox kMiddle{{0.45, 0.4, 0.55, 0.6}, 0.1};

double value_at(const at::Tensor& map, int64_t row, int64_t column) {
  return map[row][column].item<double>();
}

}  // namespace

TEST_CASE("Radii are 1 on the ellipse in a box, and grow evenly from its middle") {
  const auto radius = FaceWindow(kMiddle.box, 100, 101, 201).radius();
  CHECK(value_at(radius, 50, 100) == Approx(0).margin(1e-6));
  CHECK(value_at(radius, 50, 110) == Approx(1).margin(0.02));
  CHECK(value_at(radius, 40, 100) == Approx(1).margin(0.02));
  CHECK(value_at(radius, 50, 130) == Approx(3).margin(0.05));
  CHECK(radius.flip(0).allclose(radius, 1e-4, 1e-4));
  CHECK(radius.flip(1).allclose(radius, 1e-4, 1e-4));
}

TEST_CASE("A window is the part of a picture that so many times the ellipse reaches") {
  const auto whole = FaceWindow(kMiddle.box, 100, 101, 201).radius();
  const FaceWindow window(kMiddle.box, 1.5, 101, 201);
  CHECK(window.of(whole).allclose(window.radius(), 1e-4, 1e-4));
  const auto outside = whole.clone();
  window.of(outside).fill_(100);
  CHECK(outside.min().item<double>() >= 1.5);
  const FaceWindow beyond({1.5, 1.5, 1.6, 1.6}, 1, 10, 20);
  CHECK(beyond.radius().numel() == 0);
  const FaceWindow around({-3, -3, 4, 4}, 1, 10, 20);
  CHECK(around.radius().sizes() == at::IntArrayRef({10, 20}));
}

TEST_CASE("A face, however unsure, and what is beside it is near, the rest of a picture is not") {
  const auto near = near_faces({kMiddle}, 100, 200);
  CHECK(value_at(near, 50, 100) == 1);
  CHECK(value_at(near, 43, 94) == 1);
  CHECK(value_at(near, 50, 119) == 0);
  const double between = value_at(near, 50, 114);
  CHECK((between > 0.2 && between < 0.8));
  CHECK((near.min().item<double>() == 0 && near.max().item<double>() == 1));
}

TEST_CASE("Near two faces is what is near either") {
  const FaceBox corner{{0, 0, 0.1, 0.2}, 0.9};
  const auto both = near_faces({kMiddle, corner}, 100, 200);
  CHECK(both.equal(at::maximum(near_faces({kMiddle}, 100, 200), near_faces({corner}, 100, 200))));
}

TEST_CASE("Nothing is near where there is no face, and a picture of one pixel is in its box") {
  CHECK(near_faces({}, 7, 5).equal(at::zeros({7, 5})));
  CHECK(near_faces({{{0, 0, 1, 1}, 0.5}}, 1, 1).item<double>() == 1);
  CHECK(near_faces({kMiddle}, 0, 5).numel() == 0);
}
