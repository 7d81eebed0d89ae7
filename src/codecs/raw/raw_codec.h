// Camera raw files through LibRaw.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "lowlight/codecs/row_reader.h"

namespace lowlight::codecs {

/// Develops a raw file: interpolated (PPG), with the camera's white balance, clipped highlights
/// blended, in linear light, as 16-bit codes of the primaries of ITU-R BT.2020 with the curve of
/// sRGB, with a profile that says so. Nothing is brightened. The embedded preview is not the photo.
/// The first row develops the whole. Throws ImageError.
std::unique_ptr<RowReader> open_raw(std::span<const uint8_t> bytes,
                                    const std::string& name,
                                    const ReadOptions& options);

/// What the header says; nothing where LibRaw does not know it, or this build has none.
std::optional<ImageHeader> peek_raw(std::span<const uint8_t> bytes);

/// Why this build, on this machine, cannot read raw files; "" where it can.
std::string problem_of_raw();

/// "LibRaw 0.20.2", with which this was built, or that there is none.
std::string raw_version();

}  // namespace lowlight::codecs
