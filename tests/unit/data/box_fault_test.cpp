#include "data/box_fault.h"

#include "support/catch.h"

using namespace lowlight;
using namespace lowlight::data;

TEST_CASE("A box that shows nothing of its photo has a fault, and one that sticks out has none") {
  const detection::PictureSize photo{60, 40};
  CHECK(box_fault({-5, -5, 9, 9}, photo).empty());
  CHECK(box_fault({-9, 4, 9, 9}, photo) == "lies outside of the photo, which is 60x40");
  CHECK(box_fault({60, 4, 9, 9}, photo) == "lies outside of the photo, which is 60x40");
  CHECK(box_fault({60, 4, 9, 9}, std::nullopt).empty());
  CHECK(box_fault({1, 1, 0, 9}, std::nullopt) == "has no area");
  CHECK(box_fault({-1e300, -1e300, 2e300, 2e300}, photo) == "reaches farther than 16777216 pixels");
}

TEST_CASE("A box is small by its lesser side") {
  CHECK(smallness({0, 0, 6, 9}, 6).empty());
  CHECK(smallness({0, 0, 90, 5}, 6) == "has a side below 6 pixels");
}
