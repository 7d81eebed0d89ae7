#include "lowlight/colours/hdr_tones.h"

#include <cmath>
#include <vector>

#include "support/catch.h"

using namespace lowlight::colours;
using lowlight::imaging::BitDepth;

namespace {

std::vector<uint16_t> shown(const DescribedColours& colours, std::vector<uint16_t> pixel) {
  std::vector<uint16_t> out(pixel.size());
  hdr_to_display(colours, {1, 1, int64_t(pixel.size()), BitDepth::u16})(
      reinterpret_cast<const uint8_t*>(pixel.data()), 1, reinterpret_cast<uint8_t*>(out.data()));
  return out;
}

}  // namespace

TEST_CASE("Tone mapping keeps shadows and never falls or passes white") {
  CHECK(tone_mapped(0) == 0);
  CHECK(tone_mapped(0.3) == 0.3);
  CHECK(tone_mapped(1000. / 203) == Approx(1));
  CHECK(tone_mapped(50) == Approx(1));
  double before = 0;
  for (double light = 0; light < 6; light += 0.01) {
    CHECK(tone_mapped(light) >= before);
    before = tone_mapped(light);
  }
}

TEST_CASE("A code of PQ is shown as its light") {
  // ST 2084: 0.5081 is 100 cd/m², which is below the knee: light 100/203 in sRGB's curve.
  const auto code = uint16_t(std::lround(0.5081 * 65535));
  const auto grey = shown({.hdr = HdrCurve::pq}, {code});
  const double expected = 1.055 * std::pow(100. / 203, 1 / 2.4) - 0.055;
  CHECK(grey[0] / 65535. == Approx(expected).margin(0.002));
}

TEST_CASE("Grey stays grey in colour and alpha as it is") {
  for (const auto curve : {HdrCurve::pq, HdrCurve::hlg}) {
    const auto pixel = shown({.primaries = kBt2020, .hdr = curve}, {30000, 30000, 30000, 1234});
    CHECK(std::abs(pixel[0] - pixel[1]) <= 2);
    CHECK(std::abs(pixel[0] - pixel[2]) <= 2);
    CHECK(pixel[3] == 1234);
    const auto black = shown({.primaries = kBt2020, .hdr = curve}, {0, 0, 0});
    CHECK(black == std::vector<uint16_t>{0, 0, 0});
  }
}
