#include "data/look_steps.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include "support/catch.h"
#include "support/some_colours.h"

using namespace lowlight;
using namespace lowlight::data;
using test::difference;
using test::some_colours;
using test::some_greys;

TEST_CASE("Every step of a look gives finite colours of a sane size") {
  std::set<LookStep> steps = {film, black_and_white, strong_cast};
  RandomStream random{3};
  for (int i = 0; i < 2000; ++i) steps.insert(draw_look_step(random));
  CHECK(steps.size() == 22);
  for (const auto step : steps) {
    for (const double strength : {0.3, 1.0, 1.6}) {
      auto colours = some_colours();
      step(colours, strength, random);
      for (const auto colour : colours) {
        for (int channel = 0; channel < 3; ++channel) REQUIRE(std::abs(colour[channel]) < 4);
      }
    }
  }
}

TEST_CASE("Most steps of no strength change nothing") {
  RandomStream random{4};
  const auto colours = [] {
    auto inside = some_colours();
    each(inside, [](Colour colour) { return colour * 0.9f + 0.05f; });
    return inside;
  }();
  int unchanged = 0;
  for (int i = 0; i < 100; ++i) {
    auto changed = colours;
    draw_look_step(random)(changed, 0, random);
    unchanged += difference(changed, colours) < 1e-3f;
  }
  CHECK(unchanged >= 80);  // night and the matrix that keeps greys are the others
}

TEST_CASE("Black and white has no colour but a tone that follows luma") {
  RandomStream random{5};
  int plain = 0;
  for (int i = 0; i < 40; ++i) {
    auto colours = some_colours();
    black_and_white(colours, 1, random);
    plain += std::ranges::all_of(colours, [](Colour c) { return colourfulness(c) < 1e-5f; });
  }
  CHECK(plain > 15);
  CHECK(plain < 40);
}

TEST_CASE("A strong cast tints greys and keeps the order of their luma") {
  RandomStream random{7};
  float strongest = 0;
  for (int i = 0; i < 20; ++i) {
    auto greys = some_greys(0, 1);
    strong_cast(greys, 1, random);
    for (size_t place = 1; place < greys.size(); ++place)
      CHECK(grey(greys[place]) >= grey(greys[place - 1]) - 1e-6f);
    for (const auto colour : greys) strongest = std::max(strongest, colourfulness(colour));
  }
  CHECK(strongest > 0.3f);
}
