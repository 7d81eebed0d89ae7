// The metadata in a JPEG's application segments.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "lowlight/codecs/image_io.h"

namespace lowlight::codecs {

/// A segment of type APP<number>, without marker and length.
struct JpegSegment {
  int number = 0;
  std::vector<uint8_t> data;
};

/// EXIF, XMP and IPTC data of the segments, which come in their order in the file; the profile is
/// left to libjpeg. What is damaged is left out with a warning.
Metadata read_jpeg_segments(std::span<const JpegSegment> segments,
                            std::vector<std::string>& warnings);

/// The blocks as segments, without the profile; what is too long for one is left out with a
/// warning.
std::vector<JpegSegment> jpeg_segments(const Metadata& metadata,
                                       std::vector<std::string>& warnings);

}  // namespace lowlight::codecs
