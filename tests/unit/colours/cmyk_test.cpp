#include "lowlight/colours/cmyk.h"

#include <string>

#include "support/catch.h"
#include "support/icc_profiles.h"

using namespace lowlight::colours;
using namespace lowlight::test;

namespace {

/// What is left of white by cyan, magenta, yellow and black → RGB.
std::vector<uint8_t> light_of(const CmykToRgb& inks, const std::vector<uint8_t>& white) {
  std::vector<uint8_t> rgb(white.size() / 4 * 3);
  inks.convert(white.data(), int64_t(white.size() / 4), rgb.data());
  return rgb;
}

}  // namespace

TEST_CASE("Without a profile each ink takes its part of the light, and black of all") {
  const CmykToRgb inks({});
  CHECK(light_of(inks, {255, 255, 255, 255}) == std::vector<uint8_t>{255, 255, 255});
  CHECK(light_of(inks, {0, 255, 255, 255}) == std::vector<uint8_t>{0, 255, 255});
  CHECK(light_of(inks, {255, 100, 0, 128, 9, 9, 9, 0}) ==
        std::vector<uint8_t>{128, 50, 0, 0, 0, 0});
  CHECK(std::string(inks.warning()).ends_with("without a colour profile"));
}

TEST_CASE("With a profile the inks are those that it describes") {
  const auto profile = black_ink_profile();  // black is the only ink that it sees
  const CmykToRgb inks(profile);
  const auto white = light_of(inks, {255, 255, 255, 255}),
             yellow = light_of(inks, {255, 255, 0, 255});
  CHECK(white == yellow);
  const auto half = light_of(inks, {255, 255, 255, 128});
  CHECK(half[0] < white[0]);
  CHECK(std::string(inks.warning()).ends_with("through its colour profile"));
}

TEST_CASE("A profile that is not for inks is as none") {
  const auto profile = wide_profile(srgb_curve());
  const CmykToRgb inks(profile);
  CHECK(light_of(inks, {255, 100, 0, 128}) == std::vector<uint8_t>{128, 50, 0});
  CHECK(std::string(inks.warning()).ends_with("without a colour profile"));
}
