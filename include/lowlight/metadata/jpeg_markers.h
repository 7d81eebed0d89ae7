// The segments of a JPEG file before its pixels.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace lowlight::metadata {

struct JpegMarker {
  uint32_t code = 0;              ///< 0xE1 is APP1
  uint64_t at = 0;                ///< where its data begin in the file
  std::span<const uint8_t> data;  ///< without marker and length
};

/// All up to the first scan, which is not among them; where the file is cut or damaged, those up to
/// there.
std::vector<JpegMarker> jpeg_markers(std::span<const uint8_t> file);

/// Where the file's own picture ends, found by its markers; 0 where it does not end.
uint64_t end_of_jpeg(std::span<const uint8_t> file);

}  // namespace lowlight::metadata
