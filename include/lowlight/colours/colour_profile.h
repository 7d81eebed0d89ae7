// A photo's own colours, which its ICC profile describes, and the ones that algorithms work in.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "lowlight/imaging/picture_rows.h"
#include "lowlight/imaging/working_colours.h"

namespace lowlight::colours {

/// What a profile's header says it is for. Bytes that are no profile are `other`, too.
enum class ProfileKind { grey, rgb, cmyk, other };
ProfileKind kind_of_profile(std::span<const uint8_t> icc_profile);

/// Between the codes of a photo with this profile and working colours; nothing where the photo's
/// codes are working colours already.
///
/// Working colours have the primaries of the photo's profile and the tone curve of sRGB, so that a
/// wide gamut is kept whole and every code means the brightness that the algorithms expect. A photo
/// without a profile, or with that curve (sRGB, Display P3), has them. In all others (Adobe RGB,
/// ProPhoto, gamma or linear light, grey) code c of a channel becomes 16 bits of sRGB-encoded
/// curve(c), and a working code becomes the nearest code: 8 bits that are left alone come back the
/// same. Alpha has no curve.
///
/// A profile that is damaged, describes no tone curves (look-up tables), or curves that fall, is
/// not understood: the photo's colours are taken for sRGB's, with a warning.
std::optional<imaging::WorkingColours> working_colours(std::span<const uint8_t> icc_profile,
                                                       const imaging::ImageShape& shape,
                                                       std::vector<std::string>& warnings);

}  // namespace lowlight::colours
