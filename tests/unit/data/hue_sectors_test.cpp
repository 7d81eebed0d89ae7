#include "data/hue_sectors.h"

#include <cmath>
#include <numbers>
#include <vector>

#include "support/catch.h"
#include "support/some_colours.h"

using namespace lowlight;
using namespace lowlight::data;
using test::difference;
using test::some_colours;
using test::some_greys;

TEST_CASE("Luma and chroma are a colour") {
  for (const auto colour : some_colours()) {
    const float y = grey(colour);
    CHECK(difference(colour_of(y, chroma_of(colour - y)), colour) < 1e-5f);
  }
}

TEST_CASE("Changes by sectors keep greys, and without strength or gains keep all") {
  RandomStream random{2};
  auto unchanged = some_colours(), changed = some_colours(), greys = some_greys(0.1f, 0.9f);
  by_sectors(unchanged, 0, {}, random);
  CHECK(difference(unchanged, some_colours()) < 1e-4f);
  by_sectors(greys, 1, {}, random);
  CHECK(difference(greys, some_greys(0.1f, 0.9f)) < 1e-3f);
  by_sectors(changed, 1, {}, random);
  CHECK(difference(changed, some_colours()) > 1e-2f);
}

TEST_CASE("The gain of a sector changes the saturation of its hue alone") {
  RandomStream random{2};
  const Colour red{0.8f, 0.3f, 0.3f}, green{0.3f, 0.8f, 0.3f};
  std::vector<Colour> colours{red, green};
  by_sectors(colours, 0, {0, 0, 0, 0, 0, -0.5}, random);
  CHECK(difference(colours[0], red) < 1e-3f);
  CHECK(colourfulness(colours[1]) == Approx(0.5 * std::exp(-0.5)).margin(0.01));
}

TEST_CASE("Changes by sectors go over into each other wherever hues begin") {
  // Hues just on both sides of where the angle jumps from π to −π.
  std::vector<Colour> cyans{colour_of(0.5f, {-0.2f, 1e-4f}), colour_of(0.5f, {-0.2f, -1e-4f})};
  RandomStream random{8};
  by_sectors(cyans, 1.5, {}, random);
  CHECK(difference(cyans[0], cyans[1]) < 1e-3f);
  CHECK(difference(cyans[0], colour_of(0.5f, {-0.2f, 0})) > 1e-2f);
}

TEST_CASE("Recoloured scenes keep greys grey") {
  RandomStream random{6};
  for (int i = 0; i < 20; ++i) {
    auto greys = some_greys(0.1f, 0.9f);
    recolour(greys, random);
    CHECK(difference(greys, some_greys(0.1f, 0.9f)) < 1e-3f);
  }
  auto changed = some_colours();
  recolour(changed, random);
  CHECK(difference(changed, some_colours()) > 1e-2f);
  for (const auto colour : changed) CHECK(difference(clamped(colour), colour) == 0);
}
