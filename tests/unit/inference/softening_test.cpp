#include "inference/softening.h"

#include <torch/types.h>

#include <cmath>
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

TEST_CASE("Half of the finest detail of a noisy picture is taken off, and none of its mean") {
  const auto picture = torch::rand({3, 60, 81});
  CHECK(softening(picture, 0).abs().max().item<double>() == 0);
  const auto deviation = [](const at::Tensor& x) { return x.std().item<double>(); };
  const auto soft = picture + softening(picture, 1);
  CHECK(deviation(soft) / deviation(picture) == Approx(0.542).margin(0.03));
  CHECK(soft.mean().item<double>() == Approx(picture.mean().item<double>()).margin(0.005));
  CHECK(torch::allclose(softening(picture, 0.5), 0.5 * softening(picture, 1)));
}

TEST_CASE("What is even stays, to the border, in pictures of any size") {
  for (const auto& size : {std::vector<int64_t>{3, 1, 1}, {3, 2, 40}, {3, 33, 3}}) {
    const auto even = torch::full(size, 0.3);
    CHECK(softening(even, 1).abs().max().item<double>() < 1e-6);
  }
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
