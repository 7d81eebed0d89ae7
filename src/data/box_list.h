// Boxes drawn on photos, in files.
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

/// The boxes of one photo and where its name stands.
struct BoxedPhoto {
  std::string file;
  std::vector<ListedBox> boxes;
  int64_t line = 0;
  std::string list = {};  ///< the file in a folder of lists, "" where one file lists all photos

  /// "7.txt, line 3" or "line 3".
  std::string place(int64_t at_line) const;
};

/// Reads boxes in one of four forms:
///
/// - a folder: the labels of DARK FACE (Yang et al. 2020). STEM.txt belongs to the photo STEM.* and
///   has the number of its boxes and a line "left top right bottom" for each;
/// - a file *.json: COCO (data/coco_boxes.h);
/// - a list whose second line is no whole number, but the second word of its first line is: a line
///   a photo, "name number" and "x y width height label" for each box, as DARK FACE's splits are
///   published;
/// - another list: WIDER FACE (Yang et al. 2016). For each photo a line with its file's name, a
///   line with the number of boxes, and a line "x y width height" for each; what follows the four
///   numbers is passed over.
///
/// Empty lines are passed over. Boxes may have any size, and numbers may be "nan" or "inf": what is
/// wrong with a box detection::fault_of tells. Throws DataError that lists all lines that are not
/// of the form.
std::vector<BoxedPhoto> read_box_list(const std::filesystem::path& path);

}  // namespace lowlight::data
