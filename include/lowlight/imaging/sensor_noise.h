// What a file tells of its sensor's noise.
#pragma once

namespace lowlight::imaging {

/// Light L, 1 at white, has the variance photons · L + readout.
struct SensorNoise {
  double photons = 0;
  double readout = 0;
};

}  // namespace lowlight::imaging
