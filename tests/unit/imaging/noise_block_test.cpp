#include "imaging/noise_block.h"

#include <cmath>
#include <cstdint>
#include <numbers>
#include <utility>

#include "support/catch.h"

using namespace lowlight::imaging;

namespace {

/// The transform of a wave of 4 whose coefficient stands in row u and column v.
void transform_of_wave(int64_t u, int64_t v, Block& block) {
  const auto at = [](int64_t place, int64_t frequency) {
    return std::cos(std::numbers::pi * double(frequency) * (double(place) + 0.5) / 8);
  };
  for (int64_t y = 0; y < kBlockSide; ++y) {
    for (int64_t x = 0; x < kBlockSide; ++x) block[y][x] = float(4 * at(y, u) * at(x, v));
  }
  transform_block(block);
}

}  // namespace

TEST_CASE("A wave has one coefficient, in its row and column, and its energy in its band") {
  for (const auto& [u, v] : {std::pair<int64_t, int64_t>{1, 0}, {2, 5}, {7, 7}}) {
    Block block;
    transform_of_wave(u, v, block);
    for (int64_t i = 0; i < 64; ++i) {
      const bool there = i == 8 * u + v;
      CHECK((std::abs(block[i / 8][i % 8]) > 1) == there);
    }
    const float square = block[u][v] * block[u][v];
    BandEnergies energies{};
    add_energies(block, 0.5f, energies);
    const auto band = size_t(band_of(u, v));
    CHECK(energies[band] == Approx(0.5 * square / double(2 * band + 1)));
    // 58 of the coefficients have u + v of 3 and more.
    CHECK(fine_energy(block) == Approx(u + v >= 3 ? square / 58 : 0).margin(1e-4));
  }
}
