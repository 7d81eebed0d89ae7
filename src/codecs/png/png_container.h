// The metadata in a PNG's chunks.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "lowlight/codecs/image_io.h"

namespace lowlight::codecs {

/// Reads the file from its first chunk to its last; see open_photo about `release`. A metadata
/// block that is broken is left out with a warning. Throws OutOfData where the file is cut, and
/// RefusedFile where a chunk that its pixels need is damaged.
Metadata read_png_metadata(std::span<const uint8_t> bytes,
                           std::vector<std::string>& warnings,
                           const std::function<void()>& release = {});

/// A chunk for libpng to write before the pixels.
struct PngChunk {
  std::string type;
  std::vector<uint8_t> data;
};
std::vector<PngChunk> png_metadata(const Metadata& metadata);

}  // namespace lowlight::codecs
