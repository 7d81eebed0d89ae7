// What stands around metadata blocks in more than one format.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace lowlight::metadata {

/// What stands before the EXIF data of a JPEG and, by mistake, of some other files.
inline constexpr std::string_view kExifMark("Exif\0\0", 6);
std::vector<uint8_t> without_exif_mark(std::span<const uint8_t> exif);

/// The IPTC block within Photoshop's image resources, empty where there is none, and resources with
/// nothing else. Throws OutOfData where they are damaged.
std::vector<uint8_t> iptc_of_resources(std::span<const uint8_t> resources);
std::vector<uint8_t> resources_of_iptc(std::span<const uint8_t> iptc);

}  // namespace lowlight::metadata
