#include "imaging/even_margins.h"

#include "support/catch.h"

using namespace lowlight::imaging;

namespace {

/// A grid of 6 rows and 8 columns without anything even.
std::vector<float> picture() { return std::vector<float>(48, -1); }

}  // namespace

TEST_CASE("Without frames and bars the whole grid is left") {
  CHECK(without_even_margins(picture(), 6, 8).holds(0, 0));
  CHECK(without_even_margins(picture(), 6, 8).holds(5, 7));
  CHECK_FALSE(without_even_margins(picture(), 6, 8).holds(6, 0));
}

TEST_CASE("A frame is left out on all sides, a bar with letters on its own") {
  auto framed = picture();
  for (size_t row = 0; row < 6; ++row) framed[row * 8] = framed[row * 8 + 7] = 20;
  for (size_t column = 0; column < 8; ++column) framed[column] = framed[40 + column] = 20;
  const auto part = without_even_margins(framed, 6, 8);
  CHECK((part.top == 1 && part.bottom == 5 && part.left == 1 && part.right == 7));
  auto captioned = picture();
  for (size_t column = 0; column < 4; ++column) captioned[40 + 2 * column] = 30;
  CHECK(without_even_margins(captioned, 6, 8).bottom == 5);
  CHECK(without_even_margins(captioned, 6, 8).left == 0);
}

TEST_CASE("An even sky of many shades, and patches inside the picture, stay") {
  auto sky = picture();
  for (size_t column = 0; column < 8; ++column) sky[column] = float(column);
  CHECK(without_even_margins(sky, 6, 8).top == 0);
  auto patch = picture();
  for (size_t column = 2; column < 6; ++column) patch[16 + column] = patch[24 + column] = 9;
  CHECK(without_even_margins(patch, 6, 8).holds(2, 3));
}

TEST_CASE("Where everything is even everything stays, and so does a grid of nothing") {
  CHECK(without_even_margins(std::vector<float>(48, 5), 6, 8).holds(3, 3));
  CHECK_FALSE(without_even_margins({}, 0, 0).holds(0, 0));
}
