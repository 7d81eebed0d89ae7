#include "lowlight/metrics/noise.h"

#include <algorithm>

#include "pictures.h"
#include "support/catch.h"

using namespace lowlight::metrics;
using lowlight::test::picture;

TEST_CASE("A plain multiplication gains exactly one") {
  const auto dark = picture({1, 100, 90, 10, 4, 14});
  const auto patches = flat_patches(dark);
  REQUIRE_FALSE(patches.empty());
  for (const double gain : noise_gain(dark, dark * 4, patches).gains) CHECK(gain == Approx(1.0));
}

TEST_CASE("A smooth slope is no noise") {
  const auto dark = picture({1, 100, 90, 10, 4, 14});
  const auto clean = picture({1, 100, 90, 40, 0, 1});
  for (const double gain : noise_gain(dark, clean, flat_patches(dark)).gains) {
    CHECK(gain == Approx(0.0).margin(1e-9));
  }
}

TEST_CASE("Patches are a quarter of the usable ones and at most as many as asked for") {
  const auto dark = picture({1, 160, 160, 10, 2, 14});
  CHECK(flat_patches(dark).size() == 25);
  CHECK(flat_patches(dark, 7).size() == 7);
  CHECK(flat_patches(dark, 0).empty());
}

TEST_CASE("Bright black clipped and clean patches are not used") {
  CHECK(flat_patches(picture({1, 160, 160, 200, 0, 14})).empty());
  CHECK(flat_patches(picture({1, 160, 160, 0, 0, 3})).empty());
  CHECK(flat_patches(picture({1, 160, 160, 30, 0, 1})).empty());
  auto spots = picture({1, 160, 160, 30, 0, 14});
  spots.slice(1, 0, 160, 16).slice(2, 0, 160, 16).fill_(255);
  CHECK(flat_patches(spots).empty());
}

TEST_CASE("Structure is passed over where there is flat noise") {
  auto dark = picture({1, 64, 128, 20, 0, 10});
  // The left half gets blocks of 8 pixels.
  dark.slice(2, 0, 64).add_((torch::arange(64).div(8, "floor").remainder(2) * 30).to(at::kByte));
  for (const int64_t patch : flat_patches(dark)) CHECK(patch % 8 >= 4);
}

TEST_CASE("A picture smaller than a patch has none") {
  const auto small = picture({1, 15, 40, 20, 0, 10});
  CHECK(flat_patches(small).empty());
  CHECK(noise_gain(small, small, {}).gains.empty());
}

TEST_CASE("A patch outside of the picture is refused") {
  const auto dark = picture({1, 32, 32, 20, 0, 10});
  CHECK_THROWS_AS(noise_gain(dark, dark, {4}), c10::ValueError);
  CHECK_THROWS_AS(noise_gain(dark, dark, {-1}), c10::ValueError);
}
