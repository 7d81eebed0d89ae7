#include "data/box_fault.h"

#include <algorithm>

#include "lowlight/core/value_text.h"

namespace lowlight::data {

std::string size_text(detection::PictureSize size) {
  return std::to_string(size.width) + "x" + std::to_string(size.height);
}

std::string box_fault(const detection::CornerSize<detection::Pixels>& box,
                      const std::optional<detection::PictureSize>& photo) {
  const auto fault = detection::fault_of(box);
  if (!fault.empty() || !photo) return fault;
  const auto [left, top, right, bottom] = detection::corners_of(box);
  if (right > 0 && bottom > 0 && left < double(photo->width) && top < double(photo->height))
    return "";
  return "lies outside of the photo, which is " + size_text(*photo);
}

std::string smallness(const detection::CornerSize<detection::Pixels>& box, double least_side) {
  if (std::min(box.width, box.height) >= least_side) return "";
  return "has a side below " + number_text(least_side) + " pixels";
}

}  // namespace lowlight::data
