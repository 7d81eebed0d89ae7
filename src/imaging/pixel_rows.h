// Rows of interleaved samples to rows of separate colours and back.
#pragma once

#include <array>
#include <cstdint>

#include "imaging/code_table.h"
#include "lowlight/imaging/picture_rows.h"

namespace lowlight::imaging {

/// One row of each colour, red, green and blue.
using ColourRows = std::array<float*, 3>;

/// The samples of one row of a picture, wherever they lie.
struct SampleRow {
  const ImageShape& shape;
  const uint8_t* samples;
  bool grey = false;  ///< as in PictureRows
};

/// tone[code] of `count` pixels from column `first` of the row on. Grey counts as red = green =
/// blue. Columns outside the picture repeat its first and last one.
void read_toned_row(const SampleRow& row,
                    int64_t first,
                    int64_t count,
                    const CodeTable<float>& tone,
                    const ColourRows& colours);

/// The colours of `count` pixels from column `first` of the row on, encoded, in [0, 1]. Grey and
/// columns outside as above.
void read_plain_row(const SampleRow& row, int64_t first, int64_t count, const ColourRows& colours);

/// Writes before + weight · (colours − before) to row `to` of `out` for the pixels from column
/// `first`, `before` being row y of the picture: clamped and rounded to codes. Grey pictures, with
/// alpha or without, get the luma, alpha is copied. 8-bit results are dithered by up to half a
/// code, by the pixel's place in the picture. The numbers in `colours` are overwritten.
void write_mixed_row(const SampleRow& before,
                     int64_t y,
                     int64_t first,
                     int64_t count,
                     float weight,
                     const ColourRows& colours,
                     Image& out,
                     int64_t to);

}  // namespace lowlight::imaging
