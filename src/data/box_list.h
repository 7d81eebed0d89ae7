// Boxes drawn on photos, in a text file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "lowlight/detection/boxes.h"

namespace lowlight::data {

/// A box and the line where it stands, from 1.
struct ListedBox {
  detection::CornerSize<detection::Pixels> box;
  int64_t line = 0;
};

/// The boxes of one photo and the line where its name stands.
struct BoxedPhoto {
  std::string file;
  std::vector<ListedBox> boxes;
  int64_t line = 0;
};

/// Reads a list in the form of WIDER FACE (Yang et al. 2016): for each photo a line with its file's
/// name, a line with the number of boxes, and a line "x y width height" for each; what follows the
/// four numbers is passed over, as are empty lines. Boxes may have any size, and numbers may be
/// "nan" or "inf": what is wrong with a box detection::fault_of tells. Throws DataError that lists
/// all lines that are not of this form.
std::vector<BoxedPhoto> read_box_list(const std::filesystem::path& path);

}  // namespace lowlight::data
