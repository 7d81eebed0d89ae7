// What the estimate of noise looks at: the cosine transforms of small areas.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "imaging/block_edges.h"
#include "lowlight/imaging/noise_model.h"
#include "lowlight/imaging/picture_rows.h"

namespace lowlight::imaging {

using BandEnergies = std::array<float, kNoiseBands>;

/// One area of 16 × 16 pixels, in 8-bit codes and their squares.
struct NoiseSample {
  float mean;                    ///< Of grey.
  float black;                   ///< Share of the pixels with a colour at 0.
  float energy;                  ///< Mean square of the grey coefficients with u + v ≥ 3.
  int64_t place;                 ///< Among all areas looked at, row by row.
  BandEnergies grey, red, blue;  ///< Mean squares by band, as in NoiseModel; band 0 is empty.
};

/// What rounding the decoded pixels adds to a coefficient that is zero stays below, in codes.
inline constexpr float kNotZero = 1.2f;

/// The sizes of coefficients above kNotZero, all areas pooled.
struct JpegCoefficients {
  std::array<std::vector<float>, 64> luma;                ///< By 8·u + v.
  std::array<std::vector<float>, kNoiseBands> red, blue;  ///< Of Cr and Cb at half size, by band.
};

/// Fewer areas say nothing.
inline constexpr int64_t kFewestAreas = 16;

struct NoiseSamples {
  std::vector<NoiseSample> areas;  ///< Those that say something about noise.
  JpegCoefficients coefficients;
  BlockEdges edges;         ///< Of luma, in all areas, by their places from the origin on.
  BlockEdges colour_edges;  ///< Of Cr and Cb at half size, in the same way.
};

/// Reads at most about 2000 areas at multiples of 16 pixels from `origin` on, spread evenly. Areas
/// with a quarter of black pixels are kept only where fewer than kFewestAreas have less, and only
/// dark ones. Frames and bars around the picture (imaging/even_margins.h) are left out.
NoiseSamples sample_noise(const PictureRows& photo, const BlockOrigin& origin = {});

}  // namespace lowlight::imaging
