// Metadata that fit the file they are written into, through exiv2.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "lowlight/codecs/image_io.h"
#include "lowlight/imaging/picture_rows.h"

namespace lowlight::codecs {

/// The EXIF data of a TIFF file, gathered into a block of their own, without the tags that say how
/// its pixels are stored. The block is empty where there are none. Throws std::runtime_error
/// where they are damaged.
std::vector<uint8_t> exif_of_tiff(std::span<const uint8_t> file);

/// A photo's metadata as options.metadata and options.software want them: upright, of the picture's
/// size, without a preview picture. What cannot be parsed is left out with a warning; what needs no
/// change keeps its bytes. The profile always stays.
Metadata edited_metadata(const Metadata& metadata,
                         const imaging::ImageShape& shape,
                         const WriteOptions& options,
                         std::vector<std::string>& warnings);

}  // namespace lowlight::codecs
