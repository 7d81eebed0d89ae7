// Metadata in image files, read and written apart from their pixels.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lowlight/codecs/image_io.h"

namespace lowlight::codecs {

/// The blocks of a Photo, and what could not be read or kept of them.
struct Metadata {
  std::vector<uint8_t> icc_profile = {};
  std::vector<uint8_t> exif = {};
  std::vector<uint8_t> xmp = {};
  std::vector<uint8_t> iptc = {};
  std::vector<std::string> warnings = {};
};

/// Each reads the whole container and throws OutOfData where it is cut, std::runtime_error where it
/// is damaged or holds something that cannot be read; a metadata block that is itself broken only
/// gives a warning. Of these only a PNG's is read from end to end; see open_photo about `release`.
Metadata read_png_metadata(std::span<const uint8_t> bytes,
                           const std::function<void()>& release = {});
Metadata read_webp_metadata(std::span<const uint8_t> bytes);
Metadata read_tiff_metadata(std::span<const uint8_t> bytes);

/// A PNG's chunk for libpng to write before the pixels.
struct PngChunk {
  std::string type;
  std::vector<uint8_t> data;
};
std::vector<PngChunk> png_metadata(const Metadata& metadata);

/// `file`, as an encoder made it, with the metadata added.
std::vector<uint8_t> with_webp_metadata(std::vector<uint8_t> file,
                                        const Metadata& metadata,
                                        bool alpha);

/// What stands before the EXIF data of a JPEG and, by mistake, of some other files.
inline constexpr std::string_view kExifMark("Exif\0\0", 6);
std::vector<uint8_t> without_exif_mark(std::span<const uint8_t> exif);

/// The IPTC block within Photoshop's image resources, empty where there is none, and resources with
/// nothing else. Throws OutOfData where they are damaged.
std::vector<uint8_t> iptc_of_resources(std::span<const uint8_t> resources);
std::vector<uint8_t> resources_of_iptc(std::span<const uint8_t> iptc);

}  // namespace lowlight::codecs
