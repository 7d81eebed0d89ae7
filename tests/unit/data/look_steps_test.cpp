#include "data/look_steps.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <set>

#include "data/hue_sectors.h"
#include "support/catch.h"
#include "support/some_colours.h"

using namespace lowlight;
using namespace lowlight::data;
using test::some_colours;

TEST_CASE("Every step of a look gives finite colours of a sane size") {
  std::set<LookStep> steps = {film, black_and_white, strong_cast};
  RandomStream random{3};
  for (int i = 0; i < 2000; ++i) steps.insert(draw_look_step(random));
  CHECK(steps.size() == 22);
  const auto colours = some_colours();
  for (const auto step : steps) {
    for (const double strength : {0.3, 1.0, 1.6}) {
      const auto result = step(colours, strength, random);
      REQUIRE(result.sizes() == colours.sizes());
      CHECK(result.isfinite().all().item<bool>());
      CHECK(result.abs().max().item<float>() < 4);
    }
  }
}

TEST_CASE("Most steps of no strength change nothing") {
  RandomStream random{4};
  const auto colours = some_colours() * 0.9 + 0.05;
  int unchanged = 0;
  for (int i = 0; i < 100; ++i)
    unchanged += at::allclose(draw_look_step(random)(colours, 0, random), colours, 1e-3, 1e-3);
  CHECK(unchanged >= 80);  // night and the matrix that keeps greys are the others
}

TEST_CASE("Black and white has no colour but a tone that follows luma") {
  RandomStream random{5};
  const auto colours = some_colours();
  int plain = 0;
  for (int i = 0; i < 40; ++i) {
    const auto result = black_and_white(colours, 1, random);
    plain += (result.amax(1) - result.amin(1)).max().item<float>() < 1e-5f;
  }
  CHECK(plain > 15);
  CHECK(plain < 40);
}

TEST_CASE("A strong cast tints greys and keeps the order of their luma") {
  RandomStream random{7};
  const auto greys = at::linspace(0, 1, 9).unsqueeze(1).expand({9, 3});
  float strongest = 0;
  for (int i = 0; i < 20; ++i) {
    const auto lit = strong_cast(greys, 1, random);
    CHECK((grey(lit).diff(1, 0) >= -1e-6).all().item<bool>());
    strongest = std::max(strongest, (lit.amax(1) - lit.amin(1)).max().item<float>());
  }
  CHECK(strongest > 0.3f);
}

TEST_CASE("Retaken scenes keep greys nearly grey") {
  RandomStream random{6};
  const auto greys = at::linspace(0.1, 0.9, 9).unsqueeze(1).expand({9, 3});
  for (int i = 0; i < 20; ++i)
    CHECK((retaken(greys, random) - greys).abs().max().item<float>() < 0.3f);
}
