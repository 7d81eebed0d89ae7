// Pixels in CIELAB.
#pragma once

#include <cstdint>

#include "lowlight/metrics/colour_difference.h"
#include "metrics/planes.h"

namespace lowlight::metrics {

/// Pixel i of a picture in sRGB, seen under D65 with white at L = 100.
Lab lab_of(const Planes& picture, int64_t i);

}  // namespace lowlight::metrics
