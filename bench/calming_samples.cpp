// Darkened photos to fit calming's thresholds on; bench/pytorch/fit_calming.py reads them.
//
//   bench_calming_samples PHOTOS OUT
//
// PHOTOS is a folder. Of each photo three samples are made, shrunk to 512 pixels or cut out, 2.5 to
// 6 EV too dark, with noise of other strengths, half of them demosaiced. JPEG is left out: its
// thresholds are not learned, and what it leaves of noise would be taken for the sensor's. Each
// file in OUT holds tensors: the brightened picture, the one without noise behind the same tone,
// NoiseCalming::sensor and the squares of NoiseModel's sensor bands, of grey, red and blue.
#include <ATen/Parallel.h>
#include <torch/csrc/api/include/torch/serialize.h>
#include <torch/types.h>
#include <torch/utils.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "lowlight/codecs/image_io.h"
#include "lowlight/core/random.h"
#include "lowlight/core/srgb.h"
#include "lowlight/imaging/brightening.h"
#include "lowlight/imaging/noise_calming.h"
#include "lowlight/imaging/noise_model.h"
#include "lowlight/imaging/resize.h"
#include "lowlight/imaging/tensor_bridge.h"
#include "quality_samples.h"

namespace fs = std::filesystem;
using namespace lowlight;

namespace {

constexpr int kRounds = 3;
// Twice the strong noise that pictures are measured with (quality.cpp).
constexpr double kMostShot = 1.2e-3, kMostRead = 4e-6;

at::Tensor part_of(const imaging::Image& photo, bool whole, RandomStream& random) {
  if (whole) return imaging::shrink(photo, bench::kSampleSide);
  auto picture = imaging::to_tensor(photo);
  for (const int64_t axis : {1, 2}) {
    const int64_t side = std::min(picture.size(axis), bench::kSampleSide);
    const auto first = random.below(picture.size(axis) - side + 1);
    picture = picture.narrow(axis, first, side);
  }
  return picture.contiguous();
}

/// `tone` read between its codes.
at::Tensor toned(const at::Tensor& picture, const std::vector<float>& tone) {
  const auto table = torch::tensor(tone), place = picture.clamp(0, 1) * double(tone.size() - 1);
  const auto below = place.floor().clamp_max(double(tone.size() - 2)).to(at::kLong);
  return torch::lerp(table.take(below), table.take(below + 1), place - below);
}

template <size_t kCount>
at::Tensor row_of(const std::array<float, kCount>& values) {
  return torch::tensor(std::vector<float>(values.begin(), values.end()));
}

std::vector<at::Tensor> sample_of(const imaging::Image& photo, int round, size_t index) {
  RandomStream random{7, index};
  const auto picture = part_of(photo, round == 0 || random.chance(0.25), random);
  const double exposure = random.uniform(-6, -2.5);
  // A tenth is left without noise.
  const double noisy = random.chance(0.1) ? 0 : 1;
  const bench::SensorNoise sensor{"",
                                  noisy * kMostShot * std::pow(random.uniform(), 0.75),
                                  noisy * kMostRead * std::pow(random.uniform(), 0.75),
                                  random.chance(0.5)};
  const auto dark = bench::underexposed(picture, exposure, sensor, index);
  const auto step = imaging::meter(imaging::shrink(dark, 256).unsqueeze(0));
  const auto noise = imaging::noise_of(dark);
  const auto plain =
      imaging::brighten(torch::linspace(0, 1, 256).unsqueeze(0), step).clamp_max(1).contiguous();
  const auto tone = imaging::tone_over_noise(
      {plain.data_ptr<float>(), plain.data_ptr<float>() + plain.numel()}, noise);
  const auto calming = imaging::calming_for(noise, tone);
  if (!calming.any) return {};
  const auto light = srgb_to_linear(picture) * std::exp2(exposure);
  return {
      toned(imaging::to_tensor(dark), tone),
      toned(linear_to_srgb(light), tone),
      row_of(calming.sensor),
      torch::stack({row_of(noise.grey.sensor), row_of(noise.red.sensor), row_of(noise.blue.sensor)})
          .square()};
}

int run(const fs::path& photos, const fs::path& out) {
  at::set_num_threads(1);
  const torch::NoGradGuard no_gradients;
  fs::create_directories(out);
  size_t index = 0;
  for (const auto& path : bench::photos_in(photos)) {
    const auto photo = codecs::read_photo(path);
    for (int round = 0; round < kRounds; ++round, ++index) {
      const auto tensors = sample_of(photo.image, round, index);
      if (tensors.empty()) continue;
      const auto bytes = torch::pickle_save(tensors);
      std::ofstream(out / (std::to_string(index) + ".pt"), std::ios::binary)
          .write(bytes.data(), std::streamsize(bytes.size()));
    }
  }
  return 0;
}

}  // namespace

int main(int argc, char* argv[]) try {
  if (argc == 3) return run(argv[1], argv[2]);
  std::cerr << "usage: bench_calming_samples PHOTOS OUT\n";
  return 2;
} catch (const std::exception& error) {
  std::cerr << "bench_calming_samples: " << error.what() << '\n';
  return 1;
}
