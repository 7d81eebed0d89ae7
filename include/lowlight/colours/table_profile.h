// Profiles that describe colours by look-up tables, as those of scanners and printers do.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "lowlight/colours/convert_pixels.h"
#include "lowlight/imaging/working_colours.h"

namespace lowlight::colours {

/// Between the codes of a photo with such a profile and working colours: the primaries of ITU-R
/// BT.2020, which hold nearly all colours of surfaces, with the tone curve of sRGB; relative
/// colorimetric, through lcms2. Nothing for other profiles, or where the tables lead one way only.
std::optional<imaging::WorkingColours> table_colours(std::span<const uint8_t> icc_profile,
                                                     const imaging::ImageShape& shape);

/// From codes of this shape to sRGB of the same depth, of three channels or four, where the
/// profile's tables lead to colours and not back; nothing for all other profiles.
std::optional<ConvertPixels> one_way_to_srgb(std::span<const uint8_t> icc_profile,
                                             const imaging::ImageShape& shape);

}  // namespace lowlight::colours
