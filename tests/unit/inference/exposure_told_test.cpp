#include "inference/exposure_told.h"

#include <torch/types.h>
#include <torch/utils.h>

#include "support/catch.h"

using namespace lowlight;
using namespace lowlight::inference;

namespace {

/// What is told of a picture, [1, 3, h, w].
batch::Exposure told(const torch::Tensor& picture, const EnhanceSettings& settings = {}) {
  const auto found = imaging::judge_darkness(picture);
  return exposure_told(found, imaging::meter(picture, found.share), settings);
}

torch::Tensor grey(double value) { return torch::full({1, 3, 40, 60}, value); }

}  // namespace

TEST_CASE("A dark picture is told by how much brighter it becomes, and what that was read off") {
  const auto exposure = told(grey(0.05));
  CHECK(exposure.share == 1);
  CHECK(exposure.ev > 3);
  CHECK_THAT(exposure.why, ContainsSubstring("dark: brightened by"));
  CHECK_THAT(exposure.why, ContainsSubstring("mean luma 0.05"));
}

TEST_CASE("A well-exposed picture is left as it is, unless something is asked for") {
  CHECK_THAT(told(grey(0.6)).why, ContainsSubstring("well exposed: left as it is"));
  for (const EnhanceSettings& asked :
       {EnhanceSettings{.exposure = -1}, EnhanceSettings{.shadows = 0.5}})
    CHECK_THAT(told(grey(0.6), asked).why, !ContainsSubstring("left as it is"));
}

TEST_CASE("What was asked for is said beside what the meter decided") {
  const auto why = told(grey(0.05), {.exposure = -1, .shadows = 0.5}).why;
  CHECK_THAT(why, ContainsSubstring("dark: brightened by"));
  CHECK_THAT(why, ContainsSubstring("exposure -1.0 EV as asked"));
  CHECK_THAT(why, ContainsSubstring("shadows +0.5 as asked"));
}

TEST_CASE("Light of one colour is said where the photo is brightened in it") {
  const auto red = torch::tensor({0.15, 0.01, 0.01}).view({1, 3, 1, 1}).expand({1, 3, 40, 60});
  CHECK_THAT(told(red).why, ContainsSubstring("lit in one colour"));
  CHECK_THAT(told(grey(0.05)).why, !ContainsSubstring("one colour"));
  CHECK_THAT(told((6 * red).clamp_max(1)).why, !ContainsSubstring("one colour"));
}

TEST_CASE("A lit subject before black is said to be one") {
  auto moon = grey(0);
  moon.slice(2, 18, 22).slice(3, 28, 32).fill_(0.7);
  CHECK_THAT(told(moon).why, ContainsSubstring("before a black ground"));
}
