// What the enhancer decided for one photo, carried out on every pixel at full size.
#pragma once

#include <cstdint>
#include <vector>

#include "lowlight/imaging/added_colours.h"
#include "lowlight/imaging/colour_blotches.h"
#include "lowlight/imaging/colour_table.h"
#include "lowlight/imaging/exposure_map.h"
#include "lowlight/imaging/noise_calming.h"
#include "lowlight/imaging/picture_rows.h"

namespace lowlight::imaging {

/// For each pixel with encoded colour x in [0, 1]:
///   b = tone(x) per channel, or tone(f·x) with the hue kept where the exposure's f is below 1
///   (src/imaging/exposed_tone.h) and by hue_kept; where there is noise to be calmed, blotches are
///   taken off b and calm_noise calms it;
///   b += added;
///   b += look_strength · (look(b) − b);
///   out = x + weight · (b − x), clamped and rounded.
struct PhotoTransform {
  /// The brightened value of each input code: 256 numbers for 8-bit pictures, 65536 for those of 16
  /// bits.
  std::vector<float> tone;
  ExposureMap exposure;  ///< The factor f of each place. Without maps it is 1.
  double hue_kept = 0;   ///< In [0, 1]: how much of its hue each colour keeps, whatever f is.
  NoiseCalming calming;
  BlotchMap blotches;  ///< Used where calming.any.
  AddedColours added;
  /// The look of the result. An empty table leaves it.
  ColourTable look;
  double look_strength = 1;
  /// 0 gives the input's very pixels, 1 the whole change.
  double weight = 1;
};

/// The picture with every pixel changed: same size, channels and depth. Alpha stays. 8-bit results
/// are dithered by up to half a code (a fixed pattern, equal in the three colours), so that
/// rounding the result adds no steps; those that rounding left in a noise-free 8-bit photo stay.
/// Grey pictures are treated as red = green = blue and stay grey, with alpha too
/// (PictureRows::grey).
///
/// The result is handed out in bands of at most `most_rows` rows, but kCalmingGrid where that is
/// less. Every row is read once, before the result of its place is handed out: `use` may put the
/// result over the picture (replace_rows_of). A band is worked on in strips by
/// at::get_num_threads() threads; the result does not depend on their number nor on bands and
/// strips. Memory: about two bands, at most 160 rows, and half a MB for each 736 columns.
///
/// Throws c10::ValueError where the tone table does not fit the bit depth.
void transform_rows(const PictureRows& picture,
                    const PhotoTransform& transform,
                    int64_t most_rows,
                    const UseBand& use);

}  // namespace lowlight::imaging
