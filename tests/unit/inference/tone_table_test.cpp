#include "inference/tone_table.h"

#include <torch/types.h>
#include <torch/utils.h>

#include <algorithm>

#include "lowlight/core/luma.h"
#include "lowlight/imaging/noise_calming.h"
#include "support/catch.h"

using namespace lowlight;
using namespace lowlight::inference;
using imaging::BitDepth;

namespace {

/// A picture four stops too dark, from black to its lights.
at::Tensor dark_picture() {
  return torch::linspace(0, 0.25, 64 * 48).view({1, 48, 64}).expand({3, 48, 64}).contiguous();
}

imaging::Brightening step_of(const at::Tensor& picture) {
  return imaging::meter(picture.unsqueeze(0), torch::ones({1}));
}

imaging::NoiseModel noise_of(float deviation) {
  imaging::NoiseModel noise;
  noise.level.fill(deviation);
  noise.grey.sensor.fill(1);
  return noise;
}

double brightness(const at::Tensor& picture, const std::vector<float>& tone) {
  const auto codes = (picture * double(tone.size() - 1)).round().to(torch::kLong);
  return luma(torch::tensor(tone).take(codes)).mean().item<double>();
}

}  // namespace

TEST_CASE("A table has a value for each code, rises, and keeps black") {
  const auto depth = GENERATE(BitDepth::u8, BitDepth::u16);
  const auto tone = tone_table(step_of(dark_picture()), depth, 0);
  CHECK(int64_t(tone.size()) == imaging::full_scale(depth) + 1);
  CHECK(std::is_sorted(tone.begin(), tone.end()));
  CHECK(tone.front() < 1e-4f);
  CHECK(tone.back() <= 1);
  CHECK(brightness(dark_picture(), tone_table(step_of(dark_picture()), depth, 1)) >
        brightness(dark_picture(), tone));
}

TEST_CASE("The darker a photo that is not dark is made, the more of its hue is kept") {
  auto step = step_of(dark_picture());
  const auto kept = [&](double darkness, double ev) {
    step.darkness = torch::full({1}, darkness);
    return hue_kept(step, ev);
  };
  CHECK(kept(0, 0) == 0);
  CHECK(kept(0, 2) == 0);
  CHECK(kept(0, -0.5) == Approx(0.3));
  CHECK(kept(0, -1) == Approx(0.6));
  CHECK(kept(0, -5) == Approx(0.6));
  CHECK(kept(0.5, -1) == Approx(0.3));
  CHECK(kept(1, -2) == 0);
}

TEST_CASE("Noise makes a tone straighter and what that darkens is mostly given back") {
  const auto picture = dark_picture();
  const auto step = step_of(picture);
  const auto depth = GENERATE(BitDepth::u8, BitDepth::u16);
  const auto plain = tone_table(step, depth, 0);
  const auto tone = tone_in_noise(picture, step, depth, 0, noise_of(5), 1);
  CHECK(tone != plain);
  CHECK(tone.front() < 1e-4f);
  CHECK(std::is_sorted(tone.begin(), tone.end()));
  const double lost = brightness(picture, plain) -
                      brightness(picture, imaging::tone_over_noise(plain, noise_of(5)));
  CHECK(lost > 4e-3);
  CHECK(brightness(picture, tone) == Approx(brightness(picture, plain) - 0.15 * lost).margin(1e-3));
}

TEST_CASE("Without noise, or where nothing is calmed, the tone is that of the table") {
  const auto picture = dark_picture();
  const auto step = step_of(picture);
  const auto plain = tone_table(step, BitDepth::u8, 0.5);
  CHECK(tone_in_noise(picture, step, BitDepth::u8, 0.5, {}, 1) == plain);
  CHECK(tone_in_noise(picture, step, BitDepth::u8, 0.5, noise_of(5), 0) == plain);
}
