// Colours as luma, hue and saturation, and changes of them by sectors of hue.
#pragma once

#include <array>

#include "data/colour.h"
#include "lowlight/core/random.h"

namespace lowlight::data {

/// A colour without its luma on two axes: red against cyan, and green against blue.
struct Chroma {
  float warm, cold;
};

Chroma chroma_of(const Colour& difference);

/// The colour of such luma and chroma.
Colour colour_of(float luma, const Chroma& chroma);

inline constexpr int kSectors = 6;  ///< of hue: cyan, blue, magenta, red, yellow, green

/// Turned hues, changed saturation and lightness, each drawn by sectors of hue; `gains` is what the
/// ln of the sectors' saturation changes by beside what is drawn. Colours in [0, 1]; the result may
/// lie outside.
void by_sectors(Colours colours,
                double strength,
                const std::array<double, kSectors>& gains,
                RandomStream& random);

/// The hues of one sector turned and their saturation changed: things have any colour.
void recolour(Colours colours, RandomStream& random);

}  // namespace lowlight::data
