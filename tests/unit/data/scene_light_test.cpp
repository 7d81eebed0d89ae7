#include "data/scene_light.h"

#include <cmath>

#include "support/catch.h"
#include "support/some_colours.h"

using namespace lowlight;
using namespace lowlight::data;
using test::difference;
using test::some_colours;
using test::some_greys;

TEST_CASE("Retaken scenes keep greys nearly grey") {
  RandomStream random{6};
  for (int i = 0; i < 20; ++i) {
    auto greys = some_greys(0.1f, 0.9f);
    retake(greys, random);
    CHECK(difference(greys, some_greys(0.1f, 0.9f)) < 0.3f);
  }
}

TEST_CASE("Scenes in other light keep their order of greys, and half of them are in white light") {
  RandomStream random{7};
  int white = 0, warm = 0;
  for (int i = 0; i < 400; ++i) {
    auto greys = some_greys(0.1f, 0.9f);
    in_other_light(greys, random);
    for (size_t k = 1; k < greys.size(); ++k) CHECK(grey(greys[k]) >= grey(greys[k - 1]));
    white += colourfulness(greys[4]) < 1e-3f;
    warm += greys[4].red > greys[4].blue + 1e-3f;
  }
  CHECK(white == Approx(200).margin(40));
  CHECK(warm == Approx(100).margin(30));
}

TEST_CASE("Other light leaves colours in bounds") {
  RandomStream random{8};
  for (int i = 0; i < 50; ++i) {
    auto colours = some_colours();
    in_other_light(colours, random);
    auto inside = colours;
    clamp(inside);
    CHECK(difference(inside, colours) == 0);
  }
}
