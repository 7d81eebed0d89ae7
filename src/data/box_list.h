// Boxes drawn on photos, in a text file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace lowlight::data {

/// In pixels; the corner is the upper left one.
struct Box {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;

  bool has_area() const { return width > 0 && height > 0; }
};

/// The boxes of one photo and the line where its name stands, from 1.
struct BoxedPhoto {
  std::string file;
  std::vector<Box> boxes;
  int64_t line = 0;
};

/// Reads a list in the form of WIDER FACE (Yang et al. 2016): for each photo a line with its file's
/// name, a line with the number of boxes, and a line "x y width height" for each; what follows the
/// four numbers is passed over, as are empty lines. Boxes may have any size. Throws DataError that
/// lists all lines that are not of this form.
std::vector<BoxedPhoto> read_box_list(const std::filesystem::path& path);

}  // namespace lowlight::data
