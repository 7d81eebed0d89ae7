// The small picture in a photo's EXIF data.
#pragma once

#include "lowlight/codecs/photo.h"
#include "lowlight/imaging/picture_rows.h"

namespace lowlight::codecs {

/// Where the EXIF data hold a preview, which shows the photo as it was, photo.preview becomes one
/// of this upright picture: a JPEG of at most 160 pixels a side.
void renew_preview(Photo& photo, const imaging::PictureRows& picture);

}  // namespace lowlight::codecs
