// Random factors.
#pragma once

#include <cmath>

#include "lowlight/core/random.h"

namespace lowlight::data {

/// exp of a normal number: a factor around 1.
inline double factor(double spread, RandomStream& random) {
  return std::exp(spread * random.normal());
}

}  // namespace lowlight::data
