// What people do to the colours of photos, one step at a time.
#pragma once

#include "data/colour.h"
#include "lowlight/core/random.h"

namespace lowlight::data {

/// A random step on colours in [0, 1]; `strength` 1 is usual. The result may lie outside.
using LookStep = void (*)(Colours colours, double strength, RandomStream& random);

/// One of the steps that looks are made of, drawn by how common it is.
LookStep draw_look_step(RandomStream& random);

/// A film: an S-curve a channel between a toe and a shoulder, then dyes, saturation and hues.
void film(Colours colours, double strength, RandomStream& random);

/// Black and white through a filter, with contrast, in part toned and faded.
void black_and_white(Colours colours, double strength, RandomStream& random);

/// A strong cast, as of coloured light, redscale film, blueprints or slides in the chemistry of
/// negatives: a channel is crushed or lifted, bent and steep by itself.
void strong_cast(Colours colours, double strength, RandomStream& random);

}  // namespace lowlight::data
