// The metadata of a TIFF file.
#pragma once

#include <string>
#include <vector>

#include "codecs/tiff/tiff_directory.h"
#include "lowlight/codecs/image_io.h"

namespace lowlight::codecs {

/// What the file tells beside its first picture, whose directory is given. A block that is damaged
/// is left out with a warning, and so are the pictures after the first.
Metadata read_tiff_metadata(const TiffDirectory& directory, std::vector<std::string>& warnings);

}  // namespace lowlight::codecs
