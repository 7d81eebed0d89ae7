#include "lowlight/metrics/colour_distance.h"

#include <cmath>

#include "pictures.h"
#include "support/catch.h"

using lowlight::metrics::colour_distance;
using lowlight::metrics::colours_of;
using lowlight::metrics::kColours;
using lowlight::metrics::Lab;

namespace {

std::vector<Lab> some_colours() {
  return colours_of(lowlight::test::picture({1, 19, 23, 20, 90, 130}));
}

std::vector<Lab> moved(std::vector<Lab> colours, const Lab& by) {
  for (auto& colour : colours)
    colour = {colour.lightness + by.lightness, colour.a + by.a, colour.b + by.b};
  return colours;
}

}  // namespace

TEST_CASE("Equal sets of colours are at no distance whatever their order") {
  const auto colours = some_colours();
  CHECK(colour_distance(colours, colours) == 0);
  const std::vector<Lab> backwards(colours.rbegin(), colours.rend());
  CHECK(colour_distance(colours, backwards) == 0);
}

TEST_CASE("Colours that are moved are as far as they were moved, in any direction") {
  const auto colours = some_colours();
  for (const Lab& by : {Lab{7, 0, 0}, Lab{0, -3, 0}, Lab{1, 2, -2}, Lab{-4, 5, 11}}) {
    const double length = std::hypot(by.lightness, by.a, by.b);
    CHECK(colour_distance(colours, moved(colours, by)) == Approx(length).epsilon(1e-9));
    CHECK(colour_distance(moved(colours, by), colours) == Approx(length).epsilon(1e-9));
  }
}

TEST_CASE("How often a set repeats its colours does not matter and which it has does") {
  const auto colours = some_colours();
  auto thrice = colours;
  for (int i = 0; i < 2; ++i) thrice.insert(thrice.end(), colours.begin(), colours.end());
  CHECK(colour_distance(colours, thrice) == Approx(0).margin(1e-9));
  // A half of {0, 10} goes 10 further: √(½ · 10²).
  CHECK(colour_distance({{0, 0, 0}, {10, 0, 0}}, {{0, 0, 0}, {20, 0, 0}}) == Approx(std::sqrt(50)));
  // Quantiles of two and of three values: (⅓ − ½ and ½ − ⅔ differ).
  CHECK(colour_distance({{0, 0, 0}, {6, 0, 0}}, {{0, 0, 0}, {3, 0, 0}, {6, 0, 0}}) ==
        Approx(std::sqrt(9.0 / 3)));
}

TEST_CASE("Colours that lie together otherwise are told apart though each channel is the same") {
  const std::vector<Lab> along = {{50, 20, 20}, {50, -20, -20}},
                         across = {{50, 20, -20}, {50, -20, 20}};
  CHECK(colour_distance(along, across) > 10);
}

TEST_CASE("A picture is represented by its colours, evenly, and no large one by more") {
  const auto left_dark = torch::cat(
      {torch::zeros({3, 301, 101}, at::kByte), torch::full({3, 301, 202}, 255, at::kByte)}, 2);
  const auto colours = colours_of(left_dark);
  REQUIRE(int64_t(colours.size()) == kColours);
  double light = 0;
  for (const auto& colour : colours) light += colour.lightness / double(kColours);
  CHECK(light == Approx(200.0 / 3).epsilon(0.03));
  CHECK(colour_distance(colours, colours_of(left_dark.flip({2}))) < 8);

  CHECK(colours_of(torch::zeros({3, 1, 1}, at::kByte)).size() == 1);
  CHECK(colours_of(torch::zeros({3, 32, 32}, at::kByte)).size() == 1024);
  const auto white = colours_of(torch::full({3, 1, 1}, 255, at::kByte)).front();
  CHECK(white.lightness == Approx(100));
  CHECK(std::hypot(white.a, white.b) < 1e-9);
}

TEST_CASE("Colours need pictures and sets that are not empty") {
  CHECK_THROWS_AS(colours_of(torch::zeros({3, 0, 4}, at::kByte)), c10::ValueError);
  CHECK_THROWS_AS(colours_of(torch::zeros({3, 4, 4})), c10::ValueError);
  CHECK_THROWS_AS(colour_distance({}, {{0, 0, 0}}), c10::ValueError);
  CHECK_THROWS_AS(colour_distance({{0, 0, 0}}, {}), c10::ValueError);
}
