// How a gain map says that it is to be used.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

namespace lowlight::metadata {

/// For red, green and blue; refit_gain_map has the formula.
struct GainMapNumbers {
  std::array<double, 3> min{}, max{};  ///< in EV
  std::array<double, 3> gamma = {1, 1, 1};
  std::array<double, 3> offset_sdr = {1. / 64, 1. / 64, 1. / 64};
  std::array<double, 3> offset_hdr = offset_sdr;
};

/// Out of the segments of a map's JPEG file: XMP's properties hdrgm, or the binary form of ISO
/// 21496-1. Nothing where there are none, they are damaged, or the photo itself is the rendition
/// of high dynamic range.
std::optional<GainMapNumbers> gain_map_numbers(std::span<const uint8_t> jpeg);

}  // namespace lowlight::metadata
