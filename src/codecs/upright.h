// Turning a picture the way its EXIF orientation asks for.
#pragma once

#include "lowlight/imaging/image.h"

namespace lowlight::codecs {

/// The picture as it is to be seen. `orientation` is EXIF tag 274: 1 as stored, 2 mirrored, 3
/// turned by 180°, 4 upside down, 5 transposed, 6 to be turned by 90° clockwise, 7 transposed along
/// the other diagonal, 8 to be turned by 90° counter-clockwise; anything else is 1.
imaging::Image upright(imaging::Image image, int orientation);

/// Which of the picture's axes are exchanged, and then which are turned round.
struct Turn {
  explicit Turn(int orientation);

  bool transpose;
  bool flip_x;  ///< of the stored picture
  bool flip_y;
};

}  // namespace lowlight::codecs
