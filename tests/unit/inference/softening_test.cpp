#include "inference/softening.h"

#include <ATen/CPUGeneratorImpl.h>
#include <torch/types.h>

#include <cmath>
#include <tuple>
#include <vector>

#include "support/catch.h"

using namespace lowlight;
using namespace lowlight::inference;

TEST_CASE("How noisy a picture is rises from little noise to much") {
  CHECK(noisiness(0) == 0);
  CHECK(noisiness(kLittleNoise) == 0);
  CHECK(noisiness((kLittleNoise + kMuchNoise) / 2) == Approx(0.5));
  CHECK(noisiness(kMuchNoise) == 1);
  CHECK(noisiness(1e9) == 1);
}

namespace {

/// As noisy at all codes: a deviation of grey of so many codes.
imaging::NoiseModel even_noise(float codes) {
  imaging::NoiseModel noise;
  noise.level.fill(codes);
  return noise;
}

double spread_of(const at::Tensor& x) { return x.std().item<double>(); }

/// Of grey whose three colours have a deviation of one code each.
const float kGreyOfOneCode = 0.616441f;

}  // namespace

TEST_CASE("Noise of an even photo goes, a face's edge of three deviations stays") {
  auto random = at::make_generator<at::CPUGeneratorImpl>(3);
  auto photo = torch::full({3, 66, 97}, 0.1);
  photo.slice(2, 48) += 15 / 255.;
  const auto noisy = photo + torch::randn(photo.sizes(), random) * (5 / 255.);
  const auto clear = out_of_noise(noisy, even_noise(5 * kGreyOfOneCode));
  CHECK(255 * spread_of(clear - photo) < 2);
  const auto left = clear.slice(2, 40, 46).mean(), right = clear.slice(2, 50, 56).mean();
  CHECK((right - left).item<double>() * 255 == Approx(15).margin(1.5));
}

TEST_CASE("A photo without noise stays as it is, at any size") {
  for (const auto& size : {std::vector<int64_t>{3, 1, 1}, {3, 2, 41}, {3, 33, 3}, {3, 40, 64}}) {
    const auto photo = torch::rand(size);
    CHECK(torch::allclose(out_of_noise(photo, {}), photo, 1e-4, 1e-5));
  }
}

TEST_CASE("What is even stays even, however much noise there is") {
  for (const auto& size : {std::vector<int64_t>{3, 1, 1}, {3, 2, 40}, {3, 33, 3}}) {
    const auto even = torch::full(size, 0.3);
    CHECK(torch::allclose(out_of_noise(even, even_noise(20)), even, 1e-4, 1e-5));
  }
}

TEST_CASE("A Gaussian spreads a point evenly, keeps its sum and repeats the border") {
  auto point = torch::zeros({2, 41, 51});
  point[1][20][25] = 1;
  const auto spread = blurred(point, 2);
  CHECK(spread[0].abs().max().item<double>() == 0);
  CHECK(spread[1].sum().item<double>() == Approx(1));
  CHECK(spread[1][20][27].item<double>() ==
        Approx(spread[1][20][25].item<double>() * std::exp(-0.5)));
  CHECK(spread.allclose(spread.flip(1)));
  CHECK(spread.allclose(spread.flip(2)));
  CHECK(torch::allclose(blurred(torch::full({3, 1, 2}, 0.3), 5), torch::full({3, 1, 2}, 0.3)));
}

TEST_CASE("Half of a noisy picture becomes what is clear, in the picture's tones") {
  const auto shown = torch::full({3, 60, 81}, 0.4), clear = 0.01 + 0.02 * torch::rand({3, 60, 81});
  auto tones = shown.clone();
  tones.slice(1, 0, 20) += 0.2;
  CHECK(softening(tones, clear, 0).abs().max().item<double>() == 0);
  CHECK(torch::allclose(softening(tones, clear, 0.5), 0.5 * softening(tones, clear, 1)));
  // What is even has no finest detail: tones' own blur is known.
  const auto seen = softening(tones, clear, 1) - softening(tones, torch::full_like(clear, 0.1), 1);
  CHECK(seen.max().item<double>() == Approx(0.1).margin(1e-3));
  const auto light = (clear > clear.flatten(1).quantile(2 / 3. + 0.01, 1).view({3, 1, 1}));
  CHECK(seen.masked_select(light).min().item<double>() == Approx(0.1).margin(1e-3));
}

TEST_CASE("What is equally dark out of noise becomes equally dark") {
  auto clear = torch::rand({3, 50, 50});
  clear.slice(1, 0, 30).fill_(0);
  const auto even = torch::full({3, 50, 50}, 0.3);
  CHECK(softening(even, clear, 1).abs().max().item<double>() < 1e-6);
  auto shown = torch::full({3, 50, 50}, 0.3);
  shown.slice(1, 40) = 0.5;
  CHECK(spread_of(softening(shown, clear, 1)[0].slice(0, 0, 30)) < 1e-5);
}

TEST_CASE("Half of the finest detail of the other half goes, and nothing of its mean") {
  const auto picture = torch::rand({3, 60, 81});
  const auto soft = picture + softening(picture, picture, 1);
  // Its own tones are itself, so half of it stays and half is softened.
  CHECK(spread_of(soft) / spread_of(picture) == Approx(0.767).margin(0.03));
  CHECK(soft.mean().item<double>() == Approx(picture.mean().item<double>()).margin(0.005));
}

TEST_CASE("Pictures of one pixel and of one colour take the tones they can") {
  const auto one = torch::full({3, 1, 1}, 0.2), other = torch::full({3, 1, 1}, 0.6);
  CHECK(torch::allclose(other + softening(other, one, 1), other));
  const auto even = torch::full({3, 9, 9}, 0.2), shown = torch::rand({3, 9, 9});
  CHECK(torch::isfinite(softening(shown, even, 1)).all().item<bool>());
}

TEST_CASE("The noise in a picture is that of its colours, and none where nothing is calmed") {
  imaging::NoiseCalming calming;
  for (size_t code = 0; code < 256; ++code) calming.sensor[code] = code < 128 ? 0.0004f : 0;
  const auto dark = torch::full({3, 4, 5}, 0.2), light = torch::full({3, 4, 5}, 0.8);
  CHECK(noise_in(dark, calming) == 0);
  calming.any = true;
  CHECK(noise_in(dark, calming) == Approx(255 * 0.02));
  CHECK(noise_in(light, calming) == 0);
  CHECK(noise_in(torch::cat({dark, light}, 2), calming) == Approx(255 * 0.02 / std::sqrt(2)));
}
