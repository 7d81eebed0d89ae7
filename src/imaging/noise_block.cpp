#include "imaging/noise_block.h"

#include <utility>

#include "lowlight/core/vectorise.h"

namespace lowlight::imaging {
namespace {

[[gnu::always_inline]] inline void transform_columns(Block& block) {
  for (int64_t x = 0; x < kBlockSide; ++x) {
    float column[kBlockSide];
    for (int64_t y = 0; y < kBlockSide; ++y) column[y] = block[y][x];
    transform8(column);
    for (int64_t y = 0; y < kBlockSide; ++y) block[y][x] = column[y];
  }
}

[[gnu::always_inline]] inline void transpose(Block& block) {
  for (int64_t y = 0; y < kBlockSide; ++y) {
    for (int64_t x = 0; x < y; ++x) std::swap(block[y][x], block[x][y]);
  }
}

/// Columns side by side, twice: rows would be transformed number by number.
LOWLIGHT_VECTORISE
void transform_each_way(Block& block) {
  transform_columns(block);
  transpose(block);
  transform_columns(block);
  transpose(block);
}

}  // namespace

void transform_block(Block& block) { transform_each_way(block); }

void add_energies(const Block& block, float share, BandEnergies& sum) {
  BandEnergies energies{};
  for (int64_t u = 0; u < kBlockSide; ++u) {
    for (int64_t v = 0; v < kBlockSide; ++v)
      energies[size_t(band_of(u, v))] += block[u][v] * block[u][v];
  }
  for (size_t band = 1; band < energies.size(); ++band)
    sum[band] += share * energies[band] / float(2 * band + 1);
}

float fine_energy(const Block& block) {
  float sum = 0;
  int64_t count = 0;
  for (int64_t u = 0; u < kBlockSide; ++u) {
    for (int64_t v = std::max<int64_t>(0, 3 - u); v < kBlockSide; ++v, ++count)
      sum += block[u][v] * block[u][v];
  }
  return sum / float(count);
}

}  // namespace lowlight::imaging
