// What is wrong with a box that is drawn on a photo.
#pragma once

#include <optional>
#include <string>

#include "lowlight/detection/boxes.h"

namespace lowlight::data {

/// "1600x1067".
std::string size_text(detection::PictureSize size);

/// Why a box shows nothing of its photo, for a sentence that begins with "the box"; "" where it
/// does: detection::fault_of, or it lies outside. Where the photo's size is not known, only the
/// former.
std::string box_fault(const detection::CornerSize<detection::Pixels>& box,
                      const std::optional<detection::PictureSize>& photo);

/// The same of a box that is too small to be learned from.
std::string smallness(const detection::CornerSize<detection::Pixels>& box, double least_side);

}  // namespace lowlight::data
