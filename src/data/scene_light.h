// The light that a scene is taken in.
#pragma once

#include "data/colour.h"
#include "lowlight/core/random.h"

namespace lowlight::data {

/// A little more or less light, warmth and saturation, as cameras and hours of the day differ.
void retake(Colours colours, RandomStream& random);

/// A scene in other contrast and saturation, half the time in light of a colour: warm light is
/// stronger than cold.
void in_other_light(Colours colours, RandomStream& random);

}  // namespace lowlight::data
