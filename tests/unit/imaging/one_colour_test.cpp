#include "imaging/one_colour.h"

#include <torch/types.h>

#include "support/catch.h"

using namespace lowlight::imaging;

namespace {

/// An even picture, [1, 3, 6, 8].
torch::Tensor even(double red, double green, double blue) {
  return torch::tensor({red, green, blue}).view({1, 3, 1, 1}).expand({1, 3, 6, 8});
}

double share(const torch::Tensor& picture) { return one_colour_share(picture).item<double>(); }

}  // namespace

TEST_CASE("Red, blue and violet light are of one colour, daylight, lamps and a dusk are not") {
  CHECK(share(even(0.5, 0.02, 0.01)) > 0.95);
  CHECK(share(even(0.01, 0.1, 0.5)) > 0.95);
  CHECK(share(even(0.5, 0.05, 0.5)) > 0.3);
  CHECK(share(even(0.5, 0.5, 0.5)) == 0);
  CHECK(share(even(0.5, 0.35, 0.2)) == 0);
  CHECK(share(even(0.2, 0.3, 0.45)) == 0);
}

TEST_CASE("Black is of no colour, nor is a code of noise") {
  CHECK(share(torch::zeros({1, 3, 6, 8})) == 0);
  CHECK(share(even(0, 0, 0.3 / 255)) < 0.3);
}

TEST_CASE("In its one light a picture is the grey of its largest colours, in usual light itself") {
  const auto pictures = torch::cat({even(0.5, 0.02, 0.01), even(0.5, 0.35, 0.2)});
  const auto seen = in_one_light(pictures, torch::tensor({1.f, 0.f}));
  CHECK(torch::equal(seen[0], torch::full({3, 6, 8}, 0.5f)));
  CHECK(torch::equal(seen[1], pictures[1]));
}
