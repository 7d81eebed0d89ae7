#include "inference/exposed.h"

#include <torch/types.h>

#include "lowlight/core/srgb.h"
#include "support/catch.h"

using namespace lowlight;
using lowlight::inference::exposed;

TEST_CASE("Black and white stay, dark greys move by whole stops, and a change can be undone") {
  const auto ends = torch::tensor({0.f, 1.f});
  const auto greys = torch::linspace(0, 1, 101);
  for (const double ev : {-5., -1., 0.5, 5.}) {
    CHECK(torch::allclose(exposed(ends, ev), ends, 0, 1e-6));
    CHECK(torch::allclose(exposed(exposed(greys, ev), -ev), greys, 0, 1e-4));
    CHECK(exposed(greys, ev).diff().min().item<float>() > 0);
  }
  const auto dark = torch::tensor({0.02f});
  CHECK((srgb_to_linear(exposed(dark, 1)) / srgb_to_linear(dark)).item<float>() ==
        Approx(2).epsilon(0.01));
  CHECK(torch::equal(exposed(greys, 0), greys));
}
