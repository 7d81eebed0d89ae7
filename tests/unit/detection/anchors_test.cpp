#include "lowlight/detection/anchors.h"

#include <torch/types.h>

#include "support/catch.h"

using namespace lowlight::detection;

TEST_CASE("RetinaFace has 16800 anchors in a picture of 640 pixels") {
  const auto anchors = anchors_of({{8, {16, 32}}, {16, {64, 128}}, {32, {256, 512}}}, {640, 640});
  CHECK(anchors.x.size(0) == 16800);
  CHECK(anchors.width[0].item<float>() == 16);
  CHECK(anchors.height[1].item<float>() == 32);
  CHECK(anchors.width[-1].item<float>() == 512);
}

TEST_CASE("Anchors go row by row, in the middle of their cells or where they are put") {
  const auto anchors = anchors_of({{8, {8}}}, {17, 9});  // three columns, two rows
  REQUIRE(anchors.x.size(0) == 6);
  CHECK(torch::equal(anchors.x, torch::tensor({4.f, 12.f, 20.f, 4.f, 12.f, 20.f})));
  CHECK(torch::equal(anchors.y, torch::tensor({4.f, 4.f, 4.f, 12.f, 12.f, 12.f})));
  CHECK(anchors_of({{8, {8}, 0}}, {16, 8}).x[1].item<float>() == 8);
}

TEST_CASE("No levels and empty pictures have no anchors") {
  CHECK(anchors_of({}, {640, 640}).x.size(0) == 0);
  CHECK(anchors_of({{8, {16}}}, {0, 640}).width.size(0) == 0);
  CHECK_THROWS(anchors_of({{0, {16}}}, {8, 8}));
}
