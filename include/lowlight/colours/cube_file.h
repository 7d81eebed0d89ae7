// Colour tables as text: the .cube files of Adobe, Resolve, darktable, RawTherapee and ffmpeg.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "lowlight/imaging/colour_table.h"

namespace lowlight::colours {

/// The largest cube a side, and the longest curves, that are read.
inline constexpr int64_t kLargestCube = 65, kLongestCurves = 65536;

/// Whether the file's name ends in .cube, in any case.
bool is_cube_name(const std::filesystem::path& path);

/// The table of a .cube file (Adobe's "Cube LUT Specification 1.0"): LUT_1D_SIZE or LUT_3D_SIZE,
/// DOMAIN_MIN and DOMAIN_MAX or Resolve's LUT_1D_INPUT_RANGE and LUT_3D_INPUT_RANGE, and a line of
/// three numbers for each node, red running fastest. Comments, empty lines, unknown keywords and
/// either kind of line end are passed over. Results outside [0, 1] are kept, numbers too small
/// for a float are 0. Throws ImageError for `name` with everything that is wrong, by line: no size
/// or two, sizes out of bounds, a range that is empty or whose width has no finite reciprocal,
/// lines of another form, numbers that are not finite, too few or too many nodes. Time and memory
/// grow with the text, not with the sizes that it claims.
imaging::ColourTable parse_cube(std::string_view text, const std::string& name);

/// Reads a file and parses it. Throws ImageError also where it cannot be read or has more than 64
/// MB.
imaging::ColourTable read_cube(const std::filesystem::path& path);

/// The table as such a file, with six decimals; `title` without quotes and line ends.
std::string cube_text(const imaging::ColourTable& table, const std::string& title);

}  // namespace lowlight::colours
