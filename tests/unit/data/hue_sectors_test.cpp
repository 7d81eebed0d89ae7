#include "data/hue_sectors.h"

#include <ATen/ATen.h>

#include <cmath>

#include "support/catch.h"
#include "support/some_colours.h"

using namespace lowlight;
using namespace lowlight::data;
using test::some_colours;

namespace {

at::Tensor some_greys() { return at::linspace(0.1, 0.9, 9).unsqueeze(1).expand({9, 3}); }

}  // namespace

TEST_CASE("Luma and chroma are a colour") {
  const auto colours = some_colours();
  const auto y = grey(colours);
  CHECK(at::allclose(colour_of(y, chroma_of(colours - y)), colours, 1e-4, 1e-5));
  CHECK(at::allclose(colourfulness(row(0.2, 0.9, 0.5).unsqueeze(0)), at::full({1, 1}, 0.7)));
}

TEST_CASE("Changes by sectors keep greys, and without strength or gains keep all") {
  RandomStream random{2};
  const auto colours = some_colours();
  CHECK(at::allclose(by_sectors(colours, 0, {}, random), colours, 1e-4, 1e-4));
  CHECK(at::allclose(by_sectors(some_greys(), 1, {}, random), some_greys(), 1e-3, 1e-3));
  CHECK_FALSE(at::allclose(by_sectors(colours, 1, {}, random), colours, 1e-2, 1e-2));
}

TEST_CASE("The gain of a sector changes the saturation of its hue alone") {
  RandomStream random{2};
  const auto red = row(0.8, 0.3, 0.3), green = row(0.3, 0.8, 0.3);
  const auto result = by_sectors(at::stack({red, green}), 0, {0, 0, 0, 0, 0, -0.5}, random);
  CHECK(at::allclose(result[0], red, 1e-3, 1e-3));
  CHECK(colourfulness(result).flatten()[1].item<float>() ==
        Approx(0.5 * std::exp(-0.5)).margin(0.01));
}

TEST_CASE("Recoloured scenes keep greys grey") {
  RandomStream random{6};
  for (int i = 0; i < 20; ++i)
    CHECK(at::allclose(recoloured(some_greys(), random), some_greys(), 1e-3, 1e-3));
  const auto colours = some_colours();
  const auto changed = recoloured(colours, random);
  CHECK((changed.min().item<float>() >= 0 && changed.max().item<float>() <= 1));
  CHECK_FALSE(at::allclose(changed, colours));
}
