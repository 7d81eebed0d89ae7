// What of the things behind a photo a file that is written keeps.
#pragma once

#include <string>
#include <vector>

#include "lowlight/codecs/image_io.h"

namespace lowlight::codecs {

/// The photo's attachments that a file of these options keeps: all but previews, which show the
/// photo as it was, in the format they came in; none in others, or where metadata are stripped; a
/// gain map as the options say. XMP that names what is gone is corrected in `metadata`. Each kind
/// that is left out without having been asked for is a warning.
std::vector<metadata::Attachment> kept_attachments(const Photo& photo,
                                                   const WriteOptions& options,
                                                   Metadata& metadata,
                                                   std::vector<std::string>& warnings);

}  // namespace lowlight::codecs
