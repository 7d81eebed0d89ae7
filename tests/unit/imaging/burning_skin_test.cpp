#include "lowlight/imaging/burning_skin.h"

#include <torch/types.h>

#include "support/catch.h"

using namespace lowlight::imaging;

namespace {

Brightening step_of(double log2_gain, double darkness = 1) {
  return {torch::tensor({log2_gain}), torch::tensor({0.05}), torch::tensor({darkness})};
}

/// A tenth of the picture has the colour, the rest is black.
torch::Tensor lit(double red, double green, double blue) {
  auto picture = torch::zeros({1, 3, 40, 50});
  const auto colour = torch::tensor({red, green, blue}, torch::kFloat).view({1, 3, 1, 1});
  picture.slice(3, 0, 5).copy_(colour.expand({1, 3, 40, 5}));
  return picture;
}

}  // namespace

TEST_CASE("Skin that brightening burns is told by its share") {
  for (const auto& skin : {lit(0.8, 0.6, 0.5), lit(0.8, 0.7, 0.72), lit(0.7, 0.4, 0.25)})
    CHECK(burning_skin(skin, step_of(2), 0) == Approx(0.1));
}

TEST_CASE("What is no skin, stays dark or is not brightened does not burn") {
  for (const auto& other : {lit(0.5, 0.6, 0.8), lit(0.5, 0.8, 0.4), lit(0.9, 0.2, 0.1)})
    CHECK(burning_skin(other, step_of(2), 0) == 0);
  const auto dark = lit(0.2, 0.15, 0.12);
  CHECK(burning_skin(dark, step_of(0), 0) == 0);
  CHECK(burning_skin(dark, step_of(5), 0) == Approx(0.1));
  CHECK(burning_skin(dark, step_of(0), 5) == Approx(0.1));
  CHECK(burning_skin(lit(0.8, 0.6, 0.5), step_of(2, 0), 0) == 0);
}

TEST_CASE("In a picture of greys any light may be skin, beside colours a grey is none") {
  auto picture = lit(0.8, 0.8, 0.8);
  CHECK(burning_skin(picture, step_of(2), 0) == Approx(0.1));
  picture[0][2][20][30] = 0.3f;  // a speck of noise
  CHECK(burning_skin(picture, step_of(2), 0) == Approx(0.1));
  CHECK(burning_skin(lit(0.78, 0.8, 0.8), step_of(2), 0) == Approx(0.1));  // a toned print
  picture.slice(3, 40).select(1, 2).fill_(0.3);
  CHECK(burning_skin(picture, step_of(2), 0) == 0);
}
