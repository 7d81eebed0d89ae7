// Pictures of high dynamic range as ordinary ones.
#pragma once

#include "lowlight/colours/colour_numbers.h"
#include "lowlight/colours/convert_pixels.h"
#include "lowlight/imaging/picture_rows.h"

namespace lowlight::colours {

/// Light of a display in parts of reference white (203 cd/m², ITU-R BT.2408) in the range of an
/// ordinary picture: what is brighter than half of white is bent by extended Reinhard
/// (doi 10.1145/566654.566575, eq. 4) so that 1000 cd/m² become white. f(0) = 0; f never falls.
double tone_mapped(double light);

/// Converts codes of this shape, in `colours`, to 16 bits of Display P3: light by the inverse of
/// the curve (HLG by the display of 1000 cd/m² of ITU-R BT.2100), a change of primaries, and
/// tone_mapped of the largest of R, G and B, which keeps the hue. Grey stays grey, alpha as it is.
ConvertPixels hdr_to_display(const DescribedColours& colours, const imaging::ImageShape& shape);

}  // namespace lowlight::colours
