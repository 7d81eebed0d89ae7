// The metadata of a TIFF file.
#pragma once

#include <string>
#include <vector>

#include "lowlight/metadata/metadata.h"
#include "lowlight/metadata/tiff_directory.h"

namespace lowlight::metadata {

/// What the file tells beside its first picture, whose directory is given. A block that is damaged
/// is left out with a warning, and so are the pictures after the first.
Metadata read_tiff_metadata(const metadata::TiffDirectory& directory,
                            std::vector<std::string>& warnings);

/// Whether a page follows the first one; a smaller copy or a mask of it is none.
bool has_further_pictures(const metadata::TiffDirectory& first);

}  // namespace lowlight::metadata
