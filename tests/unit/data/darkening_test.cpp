#include "lowlight/data/darkening.h"
#include "lowlight/core/fields.h"

#include <ATen/ATen.h>

#include <cmath>

#include "lowlight/data/resample.h"
#include "support/catch.h"
#include "support/problems.h"
#include "support/synthetic_photos.h"

using namespace lowlight;
using namespace lowlight::data;
using lowlight::test::synthetic_photo;

namespace {

const auto small_photo = [] { return from_codes(synthetic_photo(48, 64)); };

at::Tensor dark(const at::Tensor& picture, const Darkening& darkening, uint64_t key = 1) {
  RandomStream random{key};
  return darkened(picture, darkening, random);
}

double brightness(const at::Tensor& tensor) { return tensor.to(at::kDouble).mean().item<double>(); }

}  // namespace

TEST_CASE("Every draw lies within its bounds and covers them") {
  const DarkeningOptions options{.untouched = 0};
  double darkest = 0, brightest = -100;
  for (uint64_t i = 0; i < 500; ++i) {
    RandomStream random{i};
    const auto drawn = draw_darkening(options, random);
    darkest = std::min(darkest, drawn.exposure_ev);
    brightest = std::max(brightest, drawn.exposure_ev);
    CHECK((drawn.exposure_ev >= -6 && drawn.exposure_ev < -1));
    CHECK((drawn.shot >= options.least_shot && drawn.shot <= options.greatest_shot));
    CHECK(std::abs(std::log(drawn.white_balance[0])) <= options.white_balance);
    CHECK(drawn.white_balance[1] == 1);
    CHECK((drawn.jpeg_quality == 0 || (drawn.jpeg_quality >= 70 && drawn.jpeg_quality <= 95)));
    CHECK(std::abs(std::log(drawn.read) - 2.18 * std::log(drawn.shot) - 1.2) < 0.26 * 6);
  }
  CHECK(darkest < -5.9);
  CHECK(brightest > -1.1);
}

TEST_CASE(
    "The share of untouched pictures is the one asked for and they stay exactly as they are") {
  int untouched = 0;
  for (uint64_t i = 0; i < 2000; ++i) {
    RandomStream random{i};
    const auto drawn = draw_darkening({.untouched = 0.25}, random);
    untouched += drawn.untouched;
  }
  CHECK(untouched == Approx(500).margin(80));
  CHECK(at::equal(dark(small_photo(), {.untouched = true}), small_photo()));
}

TEST_CASE("Without light lost and noise only the rounding to 8 bits remains") {
  const auto codes = synthetic_photo(30, 31);
  CHECK(at::equal(
      to_codes(dark(from_codes(codes), {.response_gamma = 2.5, .response_contrast = 1.2})), codes));
}

TEST_CASE("A stop less light is half the light behind the camera response") {
  const auto grey = at::full({3, 8, 8}, 0.8);
  const Darkening one_stop{.exposure_ev = -1, .response_gamma = 2.2};
  CHECK(brightness(dark(grey, one_stop)) == Approx(0.8 * std::pow(0.5, 1 / 2.2)).margin(0.002));
  auto last = brightness(small_photo());
  for (const double ev : {-1.0, -2.0, -4.0, -6.0}) {
    const auto now = brightness(dark(small_photo(), {.exposure_ev = ev, .response_contrast = 1.2}));
    CHECK(now < last);
    last = now;
  }
}

TEST_CASE("Noise has the variance of shot and read noise and no bias") {
  const double light = 0.25, shot = 4e-4, read = 1e-5;
  const auto grey = at::full({3, 300, 300}, light, at::kFloat);
  const auto noisy = dark(grey, {.response_gamma = 1, .shot = shot, .read = read}).to(at::kDouble);
  CHECK(noisy.mean().item<double>() == Approx(light).margin(2e-4));
  const double rounding = 1.0 / (12 * 255 * 255);
  CHECK(noisy.var().item<double>() == Approx(shot * light + read + rounding).epsilon(0.03));
}

TEST_CASE("White balance errors change the channels by their gains") {
  const auto grey = at::full({3, 8, 8}, 0.5);
  const auto cast = dark(grey, {.response_gamma = 1, .white_balance = {1.2, 1, 0.8}});
  CHECK(brightness(cast[0]) == Approx(0.6).margin(0.003));
  CHECK(brightness(cast[1]) == Approx(0.5).margin(0.003));
  CHECK(brightness(cast[2]) == Approx(0.4).margin(0.003));
}

TEST_CASE(
    "Results are codes from 0 to 1, depend on the stream alone, and stay finite at black and "
    "white") {
  for (uint64_t i = 0; i < 20; ++i) {
    RandomStream draw{i};
    const auto drawn = draw_darkening({}, draw);
    const auto result = dark(small_photo(), drawn, i);
    CHECK(at::equal(result, dark(small_photo(), drawn, i)));
    CHECK((result * 255 - (result * 255).round()).abs().max().item<float>() < 1e-3);
    CHECK((result.min().item<float>() >= 0 && result.max().item<float>() <= 1));
    for (const double extreme : {0.0, 1.0, 1 + 1e-6, -1e-6}) {
      CHECK(dark(at::full({3, 9, 7}, extreme, at::kFloat), drawn, i).isfinite().all().item<bool>());
    }
  }
}

TEST_CASE("Wrong darkening options are all named") {
  CHECK(problems_of(DarkeningOptions{}).empty());
  const auto problems = problems_of(
      DarkeningOptions{.darkest_ev = -17, .untouched = -1, .least_shot = 0, .least_quality = 0});
  CHECK(problems.size() == 4);
  CHECK(test::has_problem(problems, "darkest_ev", in(-16, 0), "-17"));
  CHECK(test::has_problem(problems, "untouched", in(0, 1), "-1"));
  CHECK(test::has_problem(problems, "least_shot", above(0).at_most(1), "0"));
  CHECK(test::has_problem(problems, "least_quality", in(1, 100), "0"));
  CHECK(test::keys_of(problems_of(DarkeningOptions{
            .darkest_ev = -1, .brightest_ev = -2, .least_shot = 1, .least_quality = 96})) ==
        std::vector<std::string>{"darkest_ev", "least_shot", "least_quality"});
}
