// Rows of interleaved samples to rows of separate colours and back.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "lowlight/imaging/image.h"

namespace lowlight::imaging {

/// One row of each colour, red, green and blue.
using ColourRows = std::array<float*, 3>;

/// tone[code] of `count` pixels from column `first` of row `row`. Grey counts as red = green =
/// blue. Columns outside the picture repeat its first and last one.
void read_toned_row(const Image& image,
                    int64_t first,
                    int64_t row,
                    int64_t count,
                    const std::vector<float>& tone,
                    const ColourRows& colours);

/// The colours of `count` pixels from column `first` of row `row`, encoded, in [0, 1]. Grey and
/// columns outside as above.
void read_plain_row(
    const Image& image, int64_t first, int64_t row, int64_t count, const ColourRows& colours);

/// Where a row of a picture stands in the images that hold some of its rows.
struct RowPlace {
  int64_t y;    ///< The row of the picture.
  int64_t in;   ///< The same row in the input image.
  int64_t out;  ///< The same row in the output image.
};

/// Writes before + weight · (colours − before) for the row's pixels from column `first`, `before`
/// being the row of `in`: clamped and rounded to codes. Grey pictures get the luma, alpha is
/// copied. 8-bit results are dithered by up to half a code with a hash of the pixel's place in the
/// picture. The numbers in `colours` are overwritten.
void write_mixed_row(const Image& in,
                     const RowPlace& place,
                     int64_t first,
                     int64_t count,
                     float weight,
                     const ColourRows& colours,
                     Image& out);

}  // namespace lowlight::imaging
