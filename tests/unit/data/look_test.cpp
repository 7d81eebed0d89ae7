#include "lowlight/data/look.h"
#include "lowlight/core/fields.h"

#include <ATen/ATen.h>

#include "lowlight/core/luma.h"
#include "lowlight/core/srgb.h"
#include "lowlight/data/resample.h"
#include "support/catch.h"
#include "support/problems.h"
#include "support/synthetic_photos.h"

using namespace lowlight;
using namespace lowlight::data;
using lowlight::test::synthetic_photo;

TEST_CASE("The neutral look changes nothing and is not the picture itself") {
  const auto picture = from_codes(synthetic_photo(20, 30));
  const auto same = graded(picture, {});
  CHECK(at::equal(same, picture));
  CHECK(same.data_ptr() != picture.data_ptr());
}

TEST_CASE("A nearly neutral look changes nearly nothing") {
  const auto picture = from_codes(synthetic_photo(20, 30));
  CHECK(at::allclose(graded(picture, {.exposure_ev = 1e-6}), picture, 1e-4, 1e-4));
}

TEST_CASE("Random looks stay within 0 and 1, differ, and keep the order of greys") {
  const auto picture = from_codes(synthetic_photo(20, 30));
  const auto ramp = at::linspace(0, 1, 64).expand({3, 1, 64});
  const LookOptions without_colour{.split_tone = 0};
  for (uint64_t i = 0; i < 50; ++i) {
    RandomStream random{i}, again{i};
    const auto look = draw_look({}, random);
    CHECK(look == draw_look({}, again));
    const auto result = graded(picture, look);
    CHECK((result.min().item<float>() >= 0 && result.max().item<float>() <= 1));
    CHECK_FALSE(at::allclose(result, picture, 0, 0.01));
    RandomStream plain{i};
    const auto steps = graded(ramp, draw_look(without_colour, plain)).mean(0).diff(1, -1);
    CHECK(steps.min().item<float>() > -1e-4);
  }
}

TEST_CASE("White balance and split toning keep the luma of grey") {
  const auto grey = at::full({3, 4, 4}, 0.5);
  const auto warm = graded(grey, {.temperature = 0.1});
  CHECK(warm[0].mean().item<float>() > warm[2].mean().item<float>() + 0.04f);
  CHECK(luma(srgb_to_linear(warm)).mean().item<float>() ==
        Approx(luma(srgb_to_linear(grey)).mean().item<float>()).epsilon(1e-4));

  RandomStream random{3};
  const auto look = draw_look(
      {.exposure_ev = 0, .temperature = 0, .tint = 0, .gamma = 0, .contrast = 0, .saturation = 0},
      random);
  CHECK(luma(graded(grey, look)).mean().item<float>() == Approx(0.5).margin(1e-5));
}

TEST_CASE("Saturation 0 is grey and sRGB curves are inverse to each other") {
  const auto picture = from_codes(synthetic_photo(20, 30));
  const auto grey = graded(picture, {.saturation = 0});
  CHECK(at::allclose(grey[0], grey[2], 0, 1e-6));
  CHECK(at::allclose(linear_to_srgb(srgb_to_linear(picture)), picture, 0, 1e-6));
}

TEST_CASE("Wrong look options are all named") {
  CHECK(problems_of(LookOptions{}).empty());
  const auto problems = problems_of(LookOptions{.exposure_ev = -1, .saturation = 3});
  CHECK(problems.size() == 2);
  CHECK(test::has_problem(problems, "exposure_ev", in(0, 2), "-1"));
  CHECK(test::has_problem(problems, "saturation", in(0, 2), "3"));
}
