// XMP properties that name what stands behind a photo.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "lowlight/metadata/attachment.h"

namespace lowlight::metadata {

/// An entry of Google's Container:Directory: what follows the photo, in the order of the file.
struct ContainerItem {
  std::string semantic;  ///< "Primary", "GainMap", "MotionPhoto", ...
  uint64_t length = 0;   ///< in bytes; 0 where it is not told
  uint64_t padding = 0;  ///< bytes between it and what follows
};

/// The entries; none where the packet has no directory or is damaged.
std::vector<ContainerItem> container_items(const std::vector<uint8_t>& xmp);

/// The packet of a photo behind which exactly `kept` stand: entries of what is not there any more
/// go, and with them the properties of gain maps (hdrgm, Apple's), of motion photos (GCamera) and
/// of depth maps (Device); lengths are corrected. A packet that needs no change keeps its bytes.
/// Throws std::runtime_error where the packet is damaged.
std::vector<uint8_t> xmp_naming(const std::vector<uint8_t>& xmp,
                                const std::vector<Attachment>& kept);

/// The value of a simple property, as "hdrgm:GainMapMax"; for a list its parts.
std::vector<std::string> xmp_values(const std::vector<uint8_t>& xmp, const std::string& property);

/// One packet of a JPEG's standard XMP and its extension, and the other way round: what a packet
/// of more than `most` bytes must leave to the extension. Throws std::runtime_error where one is
/// damaged or cannot be parted.
std::vector<uint8_t> joined_xmp(const std::vector<uint8_t>& standard,
                                const std::vector<uint8_t>& extension);
struct PartedXmp {
  std::vector<uint8_t> standard;
  std::vector<uint8_t> extension;  ///< empty where all fits into the standard packet
  std::string guid;                ///< 32 digits that join the two
};
PartedXmp parted_xmp(const std::vector<uint8_t>& xmp, size_t most);

}  // namespace lowlight::metadata
