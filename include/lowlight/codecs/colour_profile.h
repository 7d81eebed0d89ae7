// A photo's own colours, which its ICC profile describes, and the ones that algorithms work in.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "lowlight/imaging/picture_rows.h"
#include "lowlight/imaging/working_colours.h"

namespace lowlight::codecs {

/// What a profile's header says it is for. Bytes that are no profile count as `other`.
enum class ProfileKind { grey, rgb, cmyk, other };
ProfileKind kind_of_profile(std::span<const uint8_t> icc_profile);

/// How a photo's colours become working ones, which in_working_colours describes; nothing where
/// they are these already.
std::optional<imaging::WorkingColours> working_colours(std::span<const uint8_t> icc_profile,
                                                       const imaging::ImageShape& shape,
                                                       std::vector<std::string>& warnings);

/// `process` of the image in working colours, returned in the photo's own, at its depth.
///
/// Working colours have the primaries of the photo's profile and the tone curve of sRGB, so that a
/// wide gamut is kept whole and every code means the brightness that the algorithms expect. Where
/// the profile has that curve already (sRGB, Display P3), or there is none, `process` gets the
/// image itself. Otherwise (Adobe RGB, ProPhoto, gamma or linear light, grey) it gets 16 bits a
/// sample, code c of a channel as sRGB-encoded curve(c), and what it returns goes back by the
/// nearest code: an image that it leaves alone comes back the same in 8 bits. Alpha has no curve.
///
/// A profile that is damaged, describes no tone curves (look-up tables), or curves that fall, is
/// not understood: the photo's colours are taken for sRGB's, with a warning. `process` must keep
/// size, channels and depth.
imaging::Image in_working_colours(imaging::Image image,
                                  std::span<const uint8_t> icc_profile,
                                  std::vector<std::string>& warnings,
                                  const std::function<imaging::Image(imaging::Image)>& process);

}  // namespace lowlight::codecs
