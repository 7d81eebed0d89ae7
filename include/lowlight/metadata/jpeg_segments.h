// The metadata in a JPEG's application segments.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "lowlight/metadata/attachment.h"
#include "lowlight/metadata/metadata.h"

namespace lowlight::metadata {

/// The number of a comment, whose marker COM comes so far after APP0.
inline constexpr int kCommentSegment = 30;

/// A segment of type APP<number>, without marker and length.
struct JpegSegment {
  int number = 0;
  std::vector<uint8_t> data;
};

/// EXIF, XMP and IPTC data and comments of the segments, which come in their order in the file, XMP
/// with its extension beyond 64 kB; the profile is left to libjpeg. What is damaged is left out
/// with a warning.
Metadata read_jpeg_segments(std::span<const JpegSegment> segments,
                            std::vector<std::string>& warnings);

/// The blocks as segments, without the profile; what is too long for one is left out with a
/// warning.
std::vector<JpegSegment> jpeg_segments(const Metadata& metadata,
                                       std::vector<std::string>& warnings);

/// Whether one of them describes itself as a gain map in the way of ISO 21496-1; a photo with such
/// a map behind it has to have the mark, a segment with the version of that.
bool says_iso_gain_map(const std::vector<metadata::Attachment>& attachments);
JpegSegment iso_gain_map_mark();

}  // namespace lowlight::metadata
