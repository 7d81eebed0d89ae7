// The noise that a raw file's facts allow.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "lowlight/imaging/sensor_noise.h"

namespace lowlight::codecs {

/// What a raw file tells of its noise; 0 where it does not tell.
struct RawFacts {
  /// One of the sensor's colours: its share of grey, and what white balance multiplies it by.
  struct Colour {
    double grey = 0;
    double gain = 1;
  };

  /// DNG's NoiseProfile: S and O of each colour, or of all, where a sample of light L, 1 at white,
  /// has the variance S · L + O.
  std::vector<double> profile = {};
  double iso = 0;
  double pixel_side = 0;  ///< micrometres
  double readout = 0;     ///< the variance of a sample without light, 1 being white's square
  std::vector<Colour> colours = {};
};

/// NoiseProfile (tag 51041) of a DNG, in its first directory or one below it; empty where there is
/// none, or it is damaged.
std::vector<double> noise_profile_of(std::span<const uint8_t> file);

/// The most noise of developed grey in fine detail. With a profile it is the profile's. Without one
/// photons are counted: ISO 12232 sets white at 78/ISO lux seconds, which makes about 2000
/// electrons a square micrometre at ISO 100 in the sensors of cameras and phones, of which a third
/// is taken for granted; pixels of unknown size are 1 µm. Readout is the one that was measured
/// where no light falls, or else 5 electrons and 1/2000 of white. Nothing where neither profile nor
/// ISO is known.
std::optional<imaging::SensorNoise> most_noise_of(const RawFacts& facts);

}  // namespace lowlight::codecs
