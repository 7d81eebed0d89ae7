// Blocks of 8 × 8 numbers and their cosine transforms, for the estimate of noise.
#pragma once

#include <algorithm>
#include <cstdint>

#include "imaging/cosine_transform.h"
#include "imaging/noise_samples.h"

namespace lowlight::imaging {

using Block = float[kBlockSide][kBlockSide];

/// The block's cosine transform, in its place.
void transform_block(Block& block);

/// The band of the coefficient in row u and column v.
inline int64_t band_of(int64_t u, int64_t v) { return std::max(u, v); }

/// Adds the mean squares of a transformed block by band, `share` of them.
void add_energies(const Block& block, float share, BandEnergies& sum);

/// The mean square of a transformed block's coefficients with u + v ≥ 3.
float fine_energy(const Block& block);

}  // namespace lowlight::imaging
