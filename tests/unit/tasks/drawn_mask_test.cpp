#include "tasks/drawn_mask.h"

#include <ATen/ATen.h>

#include "support/catch.h"

using namespace lowlight;
using namespace lowlight::tasks;

TEST_CASE("Drawn masks are zero or one, show an eighth or more, and are fragments or have holes") {
  bool fragment = false, hole = false;
  for (uint64_t n = 0; n < 60; ++n) {
    RandomStream random{n};
    const auto mask = drawn_mask(33, random);
    CHECK(mask.sizes() == at::IntArrayRef{1, 33, 33});
    CHECK((mask.eq(0) | mask.eq(1)).all().item<bool>());
    const double share = mask.mean().item<double>();
    CHECK(share >= 0.125);
    fragment |= share < 0.4;
    hole |= share > 0.6 && share < 1;
    RandomStream again{n};
    CHECK(at::equal(mask, drawn_mask(33, again)));
  }
  CHECK(fragment);
  CHECK(hole);
}

TEST_CASE("A mask of one pixel shows it") {
  for (uint64_t n = 0; n < 20; ++n) {
    RandomStream random{n};
    CHECK(drawn_mask(1, random).item<float>() == 1);
  }
}
