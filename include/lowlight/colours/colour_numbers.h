// Colours that a file describes by numbers: primaries and a curve.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "lowlight/metadata/metadata.h"

namespace lowlight::colours {

/// x and y of white, red, green and blue, as CIE 1931 has them.
using Chromaticities = std::array<double, 8>;

inline constexpr Chromaticities kSrgbPrimaries = {.3127, .3290, .64, .33, .30, .60, .15, .06};
inline constexpr Chromaticities kDisplayP3 = {.3127, .3290, .68, .32, .265, .69, .15, .06};

/// The curves of high dynamic range: absolute (SMPTE ST 2084) and relative (hybrid log-gamma).
enum class HdrCurve { pq, hlg };

/// The numbers, in words. What they leave open is sRGB's; codes are those of ITU-T H.273.
struct DescribedColours {
  Chromaticities primaries = kSrgbPrimaries;
  double power = 0;                  ///< light = code^power; 0 is the curve of sRGB
  std::optional<HdrCurve> hdr = {};  ///< Then `power` does not count.

  bool operator==(const DescribedColours&) const = default;
};
DescribedColours described(const metadata::ColourNumbers& numbers);

/// An ICC profile that says the same, of one channel or of three; empty where that is sRGB.
std::vector<uint8_t> profile_of(const DescribedColours& colours, bool grey);

inline constexpr Chromaticities kBt2020 = {.3127, .3290, .708, .292, .170, .797, .131, .046};

/// From light of these primaries to light of others, white to white: nine numbers, row by row.
std::array<double, 9> light_matrix(const Chromaticities& from, const Chromaticities& to);

}  // namespace lowlight::colours
