// The metadata in a PNG's chunks.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "lowlight/metadata/metadata.h"
#include "lowlight/metadata/png_texts.h"

namespace lowlight::metadata {

/// Reads the file from its first chunk to its last; see open_photo about `release`. Of colours that
/// are told in several ways cICP counts before a profile, that before sRGB, and that before gamma
/// and chromaticities, as PNG's third edition has it (§4.3); numbers that say sRGB are none. A
/// metadata block that is broken is left out with a warning. Throws OutOfData where the file is
/// cut, and RefusedFile where a chunk that its pixels need is damaged.
Metadata read_png_metadata(std::span<const uint8_t> bytes,
                           std::vector<std::string>& warnings,
                           const std::function<void()>& release = {});

/// The chunks for libpng to write before the pixels. A text that PNG does not allow is left out,
/// with a warning.
std::vector<PngChunk> png_metadata(const Metadata& metadata, std::vector<std::string>& warnings);

}  // namespace lowlight::metadata
