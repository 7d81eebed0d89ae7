#include "lowlight/core/s_curve.h"

#include <torch/types.h>

#include "support/catch.h"

using namespace lowlight;

TEST_CASE(
    "The S curve keeps its three fixed points, is itself at 1 and is undone by the inverse "
    "exponent") {
  const auto x = torch::linspace(0, 1, 101, torch::kDouble);
  CHECK(torch::allclose(s_curve(x, 1), x, 1e-9, 1e-9));
  for (const double a : {0.5, 1.7, 3.0}) {
    const auto y = s_curve(x, a);
    CHECK(y[0].item<double>() == Approx(0).margin(1e-9));
    CHECK(y[50].item<double>() == Approx(0.5));
    CHECK(y[100].item<double>() == Approx(1));
    CHECK((y.diff() > 0).all().item<bool>());
    CHECK(torch::allclose(s_curve(y, 1 / a), x, 1e-6, 1e-6));
  }
}

TEST_CASE("One number and a tensor of numbers have the same S curve, outside [0, 1] too") {
  const auto x = torch::linspace(-0.2, 1.2, 57, torch::kDouble);
  for (const double a : {0.4, 1.0, 2.5}) {
    const auto y = s_curve(x, a);
    for (int64_t i = 0; i < x.numel(); ++i)
      CHECK(s_curve(x[i].item<double>(), a) == Approx(y[i].item<double>()).margin(1e-12));
  }
}
