// What the enhancer decided for one photo, carried out on every pixel at full size.
#pragma once

#include <cstdint>
#include <vector>

#include "lowlight/imaging/affine_grid.h"
#include "lowlight/imaging/image.h"
#include "lowlight/imaging/noise_calming.h"

namespace lowlight::imaging {

/// For each pixel with encoded colour x in [0, 1]:
///   b = tone(x) per channel; b calmed by calm_noise, the gain being the slope of tone at the luma;
///   b += grid correction(x, y, luma(b)); out = x + weight · (b − x), clamped and rounded.
struct PhotoTransform {
  /// The brightened value of each input code: 256 numbers for 8-bit pictures, 65536 for 16-bit
  /// ones.
  std::vector<float> tone;
  NoiseCalming calming;
  /// Colour corrections on top; may be empty.
  AffineGrid grid;
  /// 0 = the input's very pixels, 1 = the whole change.
  double weight = 1;
};

/// A new picture of the same size, channels and depth. Alpha is copied. 8-bit results are dithered
/// by up to half a code (a fixed pattern, equal in the three colours), so that no gradient shows
/// steps. The picture is worked on in tiles by at::get_num_threads() threads; the result does not
/// depend on their number nor on the tiles. Memory beyond the two pictures: about 3 MB a thread.
/// Grey pictures are treated as red = green = blue and stay grey. An empty picture gives an empty
/// one. Throws c10::ValueError where the tone table does not fit the bit depth.
Image apply_transform(const Image& image, const PhotoTransform& transform);

}  // namespace lowlight::imaging
