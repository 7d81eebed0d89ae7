#include "imaging/exposed_tone.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "support/catch.h"

using namespace lowlight::imaging;

namespace {

/// tone(x) = √x.
struct Fixture {
  std::vector<float> tone;

  explicit Fixture(size_t codes = 256) {
    for (size_t i = 0; i < codes; ++i) tone.push_back(std::sqrt(float(i) / float(codes - 1)));
  }

  std::array<float, 3> operator()(
      float red, float green, float blue, float factor, float hue_kept = 0) const {
    SteppedTone(tone).expose_row(&factor, 1, {&red, &green, &blue}, hue_kept);
    return {red, green, blue};
  }
};

}  // namespace

TEST_CASE("With factor 1 every code becomes its tone") {
  const Fixture expose;
  for (size_t code = 0; code < 256; ++code) {
    const float x = float(code) / 255;
    const auto out = expose(x, 0.f, 1.f, 1.f);
    CHECK(out[0] == Approx(expose.tone[code]).margin(1e-5));
    CHECK(out[1] == 0.f);
    CHECK(out[2] == Approx(1.f));
  }
}

TEST_CASE("A grey stays grey under any factor, and factors above 1 do not pass white") {
  const Fixture expose;
  for (const float factor : {0.1f, 0.5f, 0.9f, 1.f, 3.f}) {
    const auto out = expose(0.6f, 0.6f, 0.6f, factor);
    CHECK(out[0] == Approx(out[1]).margin(1e-6));
    CHECK(out[0] == Approx(std::sqrt(std::min(1.f, 0.6f * factor))).margin(2e-3));
  }
}

TEST_CASE("Where light is taken back the colour keeps more of its hue than the curve leaves it") {
  const Fixture expose;
  const auto out = expose(0.9f, 0.4f, 0.1f, 0.5f);
  const float of_curve = std::sqrt(0.5f * 0.4f) / std::sqrt(0.5f * 0.9f);
  CHECK(out[1] / out[0] < of_curve);
  CHECK(out[1] / out[0] > 0.4f / 0.9f);
  CHECK(out[0] == Approx(std::sqrt(0.45f)).margin(2e-3));
}

TEST_CASE("As much of the hue as is wished is kept under any factor, greys and white stay") {
  const Fixture expose;
  const float red = std::sqrt(0.64f);
  for (const float kept : {0.f, 0.3f, 1.f}) {
    const auto out = expose(0.64f, 0.25f, 0.f, 1.f, kept);
    CHECK(out[0] == Approx(red).margin(2e-3));
    CHECK(out[1] == Approx((1 - kept) * 0.5f + kept * red * 0.25f / 0.64f).margin(2e-3));
    const auto grey = expose(0.3f, 0.3f, 0.3f, 1.f, kept), white = expose(1.f, 1.f, 1.f, 1.f, kept);
    CHECK(grey[1] == Approx(std::sqrt(0.3f)).margin(2e-3));
    CHECK(white[1] == Approx(1.f));
  }
  // What is taken back keeps no less than it did.
  CHECK(expose(0.9f, 0.4f, 0.1f, 0.5f, 0.1f) == expose(0.9f, 0.4f, 0.1f, 0.5f));
}

TEST_CASE("A tone may leap from black to white in one code") {
  Fixture expose;
  for (size_t code = 0; code < 256; ++code) expose.tone[code] = code > 0 ? 1.f : 0.f;
  CHECK(expose(0.5f / 255, 0.f, 1.f, 1.f)[0] == Approx(0.5f).margin(1e-4));
  CHECK(expose(1.f / 255, 0.f, 1.f, 1.f)[0] == Approx(1.f));
}

TEST_CASE("Sixteen bits are read as finely as they are, and black stays black") {
  const Fixture expose(65536);
  const float x = 12345.f / 65535;
  CHECK(expose(x, x, x, 1.f)[0] == Approx(std::sqrt(x)).margin(1e-5));
  const auto black = expose(0.f, 0.f, 0.f, 0.3f);
  CHECK((black[0] == 0.f && black[1] == 0.f && black[2] == 0.f));
}
