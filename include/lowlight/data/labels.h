// The boxes that are drawn on the photos of a training set.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "lowlight/data/open_photos.h"
#include "lowlight/data/photo_source.h"
#include "lowlight/detection/boxes.h"

namespace lowlight::data {

/// What may be learned from a list of boxes, and what not.
struct Labels {
  /// The boxes [T] of each photo, in pixels before it was reduced on reading, float32.
  std::vector<detection::ManyCorners<detection::Pixels>> boxes;
  /// The boxes [T'] of each photo that are neither learned from nor background: crowds, and those
  /// that are too small.
  std::vector<detection::ManyCorners<detection::Pixels>> ignored;
  int64_t most = 0;                  ///< boxes and ignored ones of the photo that has the most
  std::vector<std::string> refused;  ///< a sentence with its line for each box that is left out

  /// "35 boxes on 12 of 14 photos, 2 left out"; without any box it says what that teaches.
  std::string description() const;
};

/// Reads the boxes of `photos` from options.boxes (data/box_list.h says in which forms). A photo is
/// found by its file's name, whatever the folder, or by its stem where the list has no endings.
/// Refused are boxes that are not finite, have no area or show nothing of their photo, and those
/// with a side below options.least_box in the whole photo: no crop shows more of them. The latter
/// and crowds are ignored. What sticks out of the photo is no fault. A photo without boxes shows
/// background. Of a photo that cannot be read, places are not looked at.
///
/// Throws DataError that lists all that is wrong with the list itself, and the refused boxes with
/// it: lines that are not of the form, names that stand there twice, are no photo or more than one,
/// and photos that it does not name.
Labels read_labels(const PhotosOptions& options, const PhotoSource& photos);

}  // namespace lowlight::data
