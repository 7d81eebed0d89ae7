// Where a picture is clipped: the pixels that have the greatest code in at least one colour.
#pragma once

#include "lowlight/imaging/picture_rows.h"

namespace lowlight::imaging {

/// A grey picture of 8 bits, as large as `picture`: 255 where that is clipped, else 0. Alpha has no
/// influence. Pixels are looked at when rows are read, so what `picture` reads must outlive it.
PictureRows clipped_pixels(const PictureRows& picture);

/// The same, 255 where `after` is clipped and `before` is not. Both have one width and height, else
/// c10::ValueError.
PictureRows newly_clipped_pixels(const PictureRows& before, const PictureRows& after);

}  // namespace lowlight::imaging
