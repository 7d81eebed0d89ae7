// Colour tables as pictures: HaldCLUT, as ImageMagick, RawTherapee and darktable read them.
#pragma once

#include <string>

#include "lowlight/imaging/colour_table.h"
#include "lowlight/imaging/image.h"

namespace lowlight::colours {

/// Whether a picture is the table that its size allows it to be: n³ × n³ pixels, 2 ≤ n ≤ 12, whose
/// luma follows, by a correlation of at least one half, that of the colours they stand for. A
/// photo's luma does not.
bool is_hald(const imaging::Image& picture);

/// The cube of n² nodes a side that the pixels of a picture of n³ × n³ hold in order, red running
/// fastest (Eskil Steenberg, "Hald CLUT"). More than kLargestCube nodes a side are resampled to so
/// many. Grey stands for red = green = blue, alpha for nothing. Throws ImageError for `name` where
/// the size is another.
imaging::ColourTable table_of_hald(const imaging::Image& picture, const std::string& name);

}  // namespace lowlight::colours
