#include "inference/denoising.h"

#include <ATen/CPUGeneratorImpl.h>
#include <torch/types.h>
#include <torch/utils.h>

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

models::Denoiser shipped() {
  static const auto denoiser =
      models::load_denoiser(LOWLIGHT_SOURCE_DIR "/models/denoiser.safetensors");
  return denoiser;
}

}  // namespace

TEST_CASE("Noise of an even photo goes, a face's edge of three deviations stays") {
  auto random = at::make_generator<at::CPUGeneratorImpl>(3);
  auto photo = torch::full({3, 66, 97}, 0.1);
  photo.slice(2, 48) += 15 / 255.;
  const auto noisy = photo + torch::randn(photo.sizes(), random) * (5 / 255.);
  const auto clear = out_of_noise(noisy, even_noise(5 * kGreyOfOneCode), shipped());
  CHECK(255 * spread_of(clear - photo) < 2);
  const auto left = clear.slice(2, 40, 46).mean(), right = clear.slice(2, 50, 56).mean();
  CHECK((right - left).item<double>() * 255 == Approx(15).margin(2));
}

TEST_CASE("A photo of any size comes out of noise with no number that is none") {
  for (const auto& size : {std::vector<int64_t>{3, 1, 1}, {3, 2, 41}, {3, 33, 3}, {3, 40, 64}}) {
    for (const double light : {0., 0.3, 1.}) {
      const auto clear = out_of_noise(torch::full(size, light), even_noise(3), shipped());
      CHECK(clear.sizes() == at::IntArrayRef(size));
      CHECK(clear.isfinite().all().item<bool>());
    }
  }
}

TEST_CASE("Noise is told to the denoiser as a deviation of its colours, and at least rounding's") {
  const auto photo = torch::rand({3, 20, 30}) * 0.05;
  const auto found = [&](float grey) { return out_of_noise(photo, even_noise(grey), shipped()); };
  CHECK(torch::equal(found(0), found(0.3f * kGreyOfOneCode)));
  CHECK_FALSE(torch::equal(found(0), found(2 * kGreyOfOneCode)));
  const torch::NoGradGuard no_gradients;
  const auto told = shipped()(photo.unsqueeze(0) * 255, torch::full({1}, 2.))[0] / 255;
  CHECK(torch::allclose(found(2 * kGreyOfOneCode), told, 1e-3, 1e-5));
}

TEST_CASE("A noisy picture becomes what is clear, in the picture's tones, the noisier the more") {
  const auto clear = 0.01 + 0.02 * torch::rand({3, 60, 81});
  auto tones = torch::full({3, 60, 81}, 0.4);
  tones.slice(1, 0, 20) += 0.2;
  CHECK(denoising(tones, clear, kLittleNoise).abs().max().item<double>() == 0);
  const double between = (kLittleNoise + kMuchNoise) / 2;
  CHECK(
      torch::allclose(denoising(tones, clear, between), 0.5 * denoising(tones, clear, kMuchNoise)));
  const auto alone = tones + denoising(tones, clear, kAlone);
  const auto places = clear.flatten(1).quantile(2 / 3. + 0.01, 1).view({3, 1, 1});
  CHECK(alone.masked_select(clear > places).min().item<double>() == Approx(0.6).margin(1e-3));
  CHECK(alone.masked_select(clear < places * 0.97).max().item<double>() ==
        Approx(0.4).margin(1e-3));
  // What is clear and even has the picture's middle tone, and its own blur is known.
  const auto half = denoising(tones, clear, kBeforeAlone) -
                    denoising(tones, torch::full_like(clear, 0.1), kBeforeAlone);
  CHECK(half.max().item<double>() == Approx(0.1).margin(1e-3));
  CHECK(half.masked_select(clear > places).min().item<double>() == Approx(0.1).margin(1e-3));
}

TEST_CASE("Half of the finest detail of the other half goes, and nothing of its mean") {
  const auto picture = torch::rand({3, 60, 81});
  const auto soft = picture + denoising(picture, picture, kMuchNoise);
  // Its own tones are itself, so half of it stays and half is softened.
  CHECK(spread_of(soft) / spread_of(picture) == Approx(0.767).margin(0.03));
  CHECK(soft.mean().item<double>() == Approx(picture.mean().item<double>()).margin(0.005));
  CHECK(denoising(picture, picture, kAlone).abs().max().item<double>() < 5e-3);
}

TEST_CASE("What is equally dark out of noise becomes equally dark") {
  auto clear = torch::rand({3, 50, 50});
  clear.slice(1, 0, 30).fill_(0);
  const auto even = torch::full({3, 50, 50}, 0.3);
  CHECK(denoising(even, clear, kAlone).abs().max().item<double>() < 1e-6);
  auto shown = torch::full({3, 50, 50}, 0.3);
  shown.slice(1, 40) = 0.5;
  CHECK(spread_of(denoising(shown, clear, kAlone)[0].slice(0, 0, 30)) < 1e-5);
}

TEST_CASE("Pictures of one pixel and of one colour take the tones they can") {
  const auto one = torch::full({3, 1, 1}, 0.2), other = torch::full({3, 1, 1}, 0.6);
  CHECK(torch::allclose(other + denoising(other, one, kAlone), other));
  const auto even = torch::full({3, 9, 9}, 0.2), shown = torch::rand({3, 9, 9});
  CHECK(torch::isfinite(denoising(shown, even, kAlone)).all().item<bool>());
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
