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
  bool crowd = false;  ///< a region that may hold any number of what is looked for
};

/// The boxes of one photo and where its name stands.
struct BoxedPhoto {
  std::string file;
  std::vector<ListedBox> boxes;
  int64_t line = 0;
  std::string list = {};  ///< the file in a folder of lists, "" where one file lists all photos

  /// "7.txt, line 3" or "line 3".
  std::string place(int64_t at_line) const;

  /// The same with the photo's name, as text for people: "line 3, a.jpg".
  std::string named_place(int64_t at_line) const;
};

/// What a list says, and what is wrong with its form.
struct BoxList {
  std::vector<BoxedPhoto> photos;
  std::vector<std::string> problems;  ///< a sentence with its line for each fault
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
///   numbers is passed over. A photo without boxes may have a line of zeros, as WIDER FACE's do.
///
/// Blank lines, blanks at the end of a line and a byte order mark are passed over. Boxes may have
/// any size, and numbers may be "nan" or "inf": what is wrong with a box box_fault tells
/// (data/box_fault.h). Behind a fault reading goes on at the next line that can be a photo's name.
/// Throws DataError where a file cannot be read at all: none there, no list in a folder, no JSON.
BoxList read_box_list(const std::filesystem::path& path);

}  // namespace lowlight::data
