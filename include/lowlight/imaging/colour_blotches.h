// Blotches: chance colour, tens of pixels wide, that brightening makes visible.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "lowlight/imaging/exposure_map.h"
#include "lowlight/imaging/noise_calming.h"
#include "lowlight/imaging/picture_rows.h"
#include "lowlight/imaging/plane.h"
#include "lowlight/imaging/stretched_rows.h"

namespace lowlight::imaging {

/// What takes the blotches of a picture off: numbers to be added to the differences of a
/// CalmingTile, read bilinearly off small maps that span the picture. Without maps they are 0.
struct BlotchMap {
  Plane red, blue;

  bool empty() const { return red.values.empty(); }
};

/// The long side of the copy that blotches_of looks at: an eighth of the photo's, at most 1024.
int64_t blotch_side(const ImageShape& photo);

/// Looks at a copy of the photo (shrink to blotch_side; [3, h, w]), brightened by `tone`. Steps of
/// whole codes and of JPEG's quantisation leave chance in the means of many pixels, which no finer
/// calming touches. In blocks of 8 × 8 cells the differences' cosine transforms are shrunk
/// (imaging/block_shrinkage.h) with thresholds, in squares of the photo's codes, of 32 in bands 1
/// and 2, 20, 10 and then 6 in higher ones; times what brightening adds (NoiseCalming::added, at
/// most 36 squares of codes a code), times amount, times k²/(k² + v), v the variance of grey in the
/// 8 × 8 cells around and k what one code has become: colour that changes with brightness stays. No
/// maps where nothing is to be calmed or a side is shorter than 8 cells.
BlotchMap blotches_of(const at::Tensor& copy,
                      const std::vector<float>& tone,
                      const NoiseCalming& calming,
                      double amount = 1);

/// Reads the maps along the rows of an area's differences, which have half its size.
class BlotchRows {
 public:
  /// x and width are even.
  BlotchRows(const BlotchMap& map, const PictureArea& area);

  /// Adds to the differences of row y of the half-size picture, from the area's first column on.
  void add(int64_t y, float* red, float* blue);

 private:
  StretchedMap red_, blue_;
};

}  // namespace lowlight::imaging
