// The metadata in a WebP's chunks.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "lowlight/metadata/metadata.h"

namespace lowlight::metadata {

struct WebPContent {
  Metadata metadata;
  bool animated = false;
};

/// Reads the file from its first chunk to its last. Throws OutOfData where it is cut.
WebPContent read_webp(std::span<const uint8_t> bytes);

/// A frame of an animation as a file of its own, of the frame's size, and its place on the canvas.
struct WebPFrame {
  std::vector<uint8_t> file;
  int64_t x = 0, y = 0;
};

/// The first frame. Throws RefusedFile where libwebpmux finds none.
WebPFrame first_webp_frame(std::span<const uint8_t> bytes);

/// `file`, as libwebp's encoder made it, with the metadata added; a WebP holds no IPTC. Throws
/// ImageError where it would be over 4 GiB.
std::vector<uint8_t> with_webp_metadata(std::span<const uint8_t> file, const Metadata& metadata);

}  // namespace lowlight::metadata
