// Turning a picture the way its EXIF orientation asks for.
#pragma once

#include "lowlight/imaging/image.h"

namespace lowlight::codecs {

/// The picture as people should see it. `orientation` is EXIF tag 274: 1 as stored, 2 mirrored, 3
/// turned by 180°, 4 upside down, 5 transposed, 6 needs a turn by 90° clockwise, 7 transposed along
/// the other diagonal, 8 needs a turn by 90° counter-clockwise; anything else is 1.
imaging::Image upright(imaging::Image image, int orientation);

/// An orientation as what is done to the axes: the two are exchanged, and then those of the stored
/// picture are turned round.
struct Turn {
  explicit Turn(int orientation);

  bool transpose;
  bool flip_x;
  bool flip_y;
};

}  // namespace lowlight::codecs
