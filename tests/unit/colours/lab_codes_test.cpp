#include "lowlight/colours/lab_codes.h"

#include <array>
#include <cstdlib>

#include "support/catch.h"

using namespace lowlight::colours;
using lowlight::imaging::BitDepth;

namespace {

std::array<uint8_t, 3> srgb_of(std::array<uint8_t, 3> lab, LabForm form) {
  std::array<uint8_t, 3> rgb{};
  lab_to_srgb(form, {1, 1, 3, BitDepth::u8})(lab.data(), 1, rgb.data());
  return rgb;
}

}  // namespace

TEST_CASE("Lab codes mean their colours in both forms") {
  const auto black = std::array<uint8_t, 3>{0, 0, 0};
  const auto white = std::array<uint8_t, 3>{255, 255, 255};
  CHECK(srgb_of({0, 0, 0}, LabForm::cielab) == black);
  CHECK(srgb_of({255, 0, 0}, LabForm::cielab) == white);
  CHECK(srgb_of({255, 128, 128}, LabForm::icc) == white);
  // sRGB's red is L* 54.3, a* 80.8, b* 69.9 under D50.
  const auto red = srgb_of({138, 81, 70}, LabForm::cielab);
  CHECK(red[0] >= 250);
  CHECK(red[1] <= 25);
  CHECK(red[2] <= 25);
  const auto same = srgb_of({138, 128 + 81, 128 + 70}, LabForm::icc);
  CHECK(same == red);
}
