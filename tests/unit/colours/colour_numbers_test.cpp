#include "lowlight/colours/colour_numbers.h"

#include <cmath>

#include "colours/icc.h"
#include "lowlight/colours/colour_profile.h"
#include "support/catch.h"

using namespace lowlight::colours;
using lowlight::metadata::ColourNumbers;

namespace {

constexpr std::array<uint32_t, 8> kP3Chunk = {
    31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000};

}  // namespace

TEST_CASE("Numbers are read as what they mean") {
  CHECK((described({}) == DescribedColours()));
  CHECK((described({.gamma = 45455}) == DescribedColours()));
  CHECK(described({.gamma = 100000}).power == 1);
  CHECK(described({.gamma = 55556}).power == Approx(1.8).epsilon(1e-4));
  const auto p3 = described({.gamma = 45455, .chromaticities = kP3Chunk});
  CHECK((p3.primaries == kDisplayP3));
  CHECK(p3.power == Approx(2.2).epsilon(1e-3));
  CHECK((described({.cicp = {{1, 13, 0, 1}}}) == DescribedColours()));
  CHECK((described({.cicp = {{12, 13, 0, 1}}}).primaries == kDisplayP3));
  CHECK((described({.cicp = {{9, 16, 0, 1}}}).hdr == HdrCurve::pq));
  CHECK((described({.cicp = {{9, 18, 0, 1}}}).hdr == HdrCurve::hlg));
}

TEST_CASE("Numbers that describe no colours count for nothing") {
  CHECK((described({.chromaticities = {{0, 0, 0, 0, 0, 0, 0, 0}}}) == DescribedColours()));
  CHECK(described({.gamma = 1}).power <= 10);
}

TEST_CASE("The profile says what the numbers say") {
  CHECK(profile_of({}, false).empty());
  const auto bytes = profile_of({.primaries = kDisplayP3, .power = 1.8}, false);
  CHECK(kind_of_profile(bytes) == ProfileKind::rgb);
  const IccProfile profile = open_icc_profile(bytes);
  REQUIRE(profile);
  const auto* curve =
      static_cast<const cmsToneCurve*>(cmsReadTag(profile.get(), cmsSigGreenTRCTag));
  REQUIRE(curve);
  CHECK(cmsEvalToneCurveFloat(curve, 0.5f) == Approx(std::pow(0.5, 1.8)).epsilon(1e-3));
  CHECK(kind_of_profile(profile_of({.power = 1.8}, true)) == ProfileKind::grey);
}

TEST_CASE("White stays white between any primaries") {
  const auto matrix = light_matrix(kBt2020, kSrgbPrimaries);
  for (size_t row = 0; row < 3; ++row) {
    CHECK(matrix[3 * row] + matrix[3 * row + 1] + matrix[3 * row + 2] == Approx(1).epsilon(1e-9));
  }
  // ITU-R BT.2087, table 4.
  CHECK(matrix[0] == Approx(1.6605).epsilon(1e-3));
  CHECK(matrix[1] == Approx(-0.5876).epsilon(1e-3));
}
