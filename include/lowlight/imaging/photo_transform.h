// What the enhancer decided for one photo, carried out on every pixel at full size.
#pragma once

#include <cstdint>
#include <vector>

#include "lowlight/imaging/affine_grid.h"
#include "lowlight/imaging/noise_calming.h"
#include "lowlight/imaging/picture_rows.h"

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

/// The picture with every pixel changed, in its own memory: same size, channels and depth. Alpha
/// stays. 8-bit results are dithered by up to half a code (a fixed pattern, equal in the three
/// colours), so that no gradient shows steps. The picture is worked on in bands of rows and these
/// in tiles by at::get_num_threads() threads; the result does not depend on their number nor on
/// bands and tiles. Memory beyond the picture: 540 of its rows and about 3 MB a thread. Grey
/// pictures are treated as red = green = blue and stay grey. An empty picture gives an empty one.
/// Throws c10::ValueError where the tone table does not fit the bit depth.
Image apply_transform(Image image, const PhotoTransform& transform);

/// Rows around a band that must be at hand, as far as the picture has them.
inline constexpr int64_t kBandMargin = kCalmingMargin;

/// Rows [begin, end) of a picture of `picture_height` rows; begin is even. `rows` holds those of
/// the picture from `rows_begin` on, kBandMargin more than the band on each side.
struct Band {
  const Image& rows;
  int64_t rows_begin;
  int64_t begin;
  int64_t end;
  int64_t picture_height;
};

/// What apply_transform makes of the rows of one band, written from row `out_row` of `out` on: a
/// picture of any height can be worked on in bands.
void transform_band(const Band& band, const PhotoTransform& transform, Image& out, int64_t out_row);

/// apply_transform of a picture that is read and handed out in bands of `band_rows` rows, an even
/// number: the same pixels. Memory: two bands and 2 · kBandMargin rows.
void transform_rows(const PictureRows& picture,
                    const PhotoTransform& transform,
                    int64_t band_rows,
                    const UseBand& use);

}  // namespace lowlight::imaging
