// CMYK without a colour profile.
#pragma once

#include <cstdint>

namespace lowlight::imaging {

inline constexpr char kCmykWarning[] = "CMYK was converted to RGB without its colour profile";

/// The light that paper sends back: what the coloured ink leaves of it times what the black one
/// leaves, both 0 … 255.
inline uint8_t light_left(int colour, int black) { return uint8_t((colour * black + 127) / 255); }

}  // namespace lowlight::imaging
