// Which photo of a set a list of boxes means.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/box_list.h"

namespace lowlight::data {

struct NamedBoxes {
  std::vector<int64_t> photo;  ///< which name each member of the list means, −1 = none
  std::vector<std::string>
      problems;                  ///< a sentence for each member that means none, or is there twice
  std::vector<int64_t> missing;  ///< the names that no member of the list means
};

/// Compares file names without their folders; a member of the list without an ending, or with a
/// list of its own, means the photo with that stem.
NamedBoxes named_boxes(const std::vector<BoxedPhoto>& list, const std::vector<std::string>& names);

/// A sentence for one of the missing.
std::string missing_text(const std::string& name);

}  // namespace lowlight::data
