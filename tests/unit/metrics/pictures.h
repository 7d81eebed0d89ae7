// Pictures made of formulas, the same as data/generate.py makes.
#pragma once

#include <torch/types.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace lowlight::test {

/// seed, height, width, low, slope, noise
using Recipe = std::array<int64_t, 6>;

/// SplitMix64's hash.
inline uint64_t mixed(uint64_t x) {
  x += 0x9E3779B97F4A7C15u;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
  return x ^ (x >> 31);
}

/// low + slope · (x + 2y + 3c) / 64 + hash % noise, at most 255, in integers.
inline at::Tensor picture(const Recipe& recipe) {
  const auto [seed, height, width, low, slope, noise] = recipe;
  auto result = torch::empty({3, height, width}, at::kByte);
  auto* out = result.data_ptr<uint8_t>();
  for (int64_t c = 0; c < 3; ++c) {
    for (int64_t y = 0; y < height; ++y) {
      for (int64_t x = 0; x < width; ++x) {
        const auto place = uint64_t(seed << 32) + uint64_t((y * width + x) * 3 + c);
        const auto grain = int64_t(mixed(place) % uint64_t(noise));
        *out++ = uint8_t(std::min<int64_t>(255, low + slope * (x + 2 * y + 3 * c) / 64 + grain));
      }
    }
  }
  return result;
}

}  // namespace lowlight::test
