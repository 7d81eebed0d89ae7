// CIELab as files hold it.
#pragma once

#include "lowlight/colours/convert_pixels.h"
#include "lowlight/imaging/picture_rows.h"

namespace lowlight::colours {

/// How codes mean L*, a* and b*: as TIFF's CIELAB has them or as ICC profiles do.
enum class LabForm { cielab, icc };

/// Converts stored CIELab samples of 8 or 16 bits (white of D50) to sRGB of the same depth,
/// relative colorimetric: L* fills the range; a* and b* are signed numbers, whole or in 1/256, in
/// CIELAB's form, and 128 more than that in ICC's. Alpha stays.
ConvertPixels lab_to_srgb(LabForm form, const imaging::ImageShape& shape);

}  // namespace lowlight::colours
