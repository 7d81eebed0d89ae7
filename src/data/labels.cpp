#include "lowlight/data/labels.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <optional>

#include "data/named_boxes.h"
#include "lowlight/core/error.h"
#include "lowlight/core/value_text.h"

namespace lowlight::data {
namespace {

using detection::Pixels;

detection::ManyCorners<Pixels> rows_from(const std::vector<detection::Corners<Pixels>>& boxes) {
  auto rows = at::empty({int64_t(boxes.size()), 4}, at::kFloat);
  for (size_t i = 0; i < boxes.size(); ++i) {
    const auto& [left, top, right, bottom] = boxes[i];
    rows[int64_t(i)] = at::tensor({float(left), float(top), float(right), float(bottom)});
  }
  return detection::corners_from<Pixels>(rows);
}

/// Nothing where the photo cannot be read.
std::optional<detection::PictureSize> size_of(const PhotoSource& photos, int64_t i) {
  try {
    return photos.whole_size(i);
  } catch (const Error&) {
    return std::nullopt;
  }
}

/// What is wrong with a box on a photo, for a sentence that begins with "the box"; "" = nothing.
std::string fault_on(const detection::CornerSize<Pixels>& box,
                     const std::optional<detection::PictureSize>& photo,
                     double least_side) {
  const auto fault = detection::fault_of(box);
  if (!fault.empty() || !photo) return fault;
  const auto [left, top, right, bottom] = detection::corners_of(box);
  if (right <= 0 || bottom <= 0 || left >= double(photo->width) || top >= double(photo->height)) {
    return "lies outside of the photo, which is " + std::to_string(photo->width) + "x" +
           std::to_string(photo->height);
  }
  if (std::min(box.width, box.height) >= least_side) return "";
  return "has a side below " + number_text(least_side) + " pixels";
}

}  // namespace

std::string Labels::description() const {
  int64_t count = 0, shown = 0;
  for (const auto& of_photo : boxes) {
    const auto here = of_photo.left.size(0);
    count += here, shown += here > 0;
  }
  auto text = std::to_string(count) + " boxes on " + std::to_string(shown) + " of " +
              std::to_string(boxes.size()) + " photos";
  if (!refused.empty()) text += ", " + std::to_string(refused.size()) + " left out";
  return text;
}

Labels read_labels(const PhotosOptions& options, const PhotoSource& photos) {
  std::vector<std::string> names;
  for (int64_t i = 0; i < photos.size(); ++i) names.push_back(photos.name(i));
  const auto listed = read_box_list(options.boxes);
  auto named = named_boxes(listed, names);
  for (const auto i : named.missing)
    named.problems.push_back(names[size_t(i)] + " is not in it, not even as a photo without boxes");
  if (!named.problems.empty()) throw DataError(options.boxes, named.problems);

  Labels labels;
  labels.boxes.resize(names.size());
  for (size_t i = 0; i < listed.size(); ++i) {
    const auto photo = named.photo[i];
    const auto size = listed[i].boxes.empty() ? std::nullopt : size_of(photos, photo);
    std::vector<detection::Corners<Pixels>> sound;
    for (const auto& [box, line] : listed[i].boxes) {
      const auto fault = fault_on(box, size, options.least_box);
      if (fault.empty()) {
        sound.push_back(detection::corners_of(box));
      } else {
        labels.refused.push_back(listed[i].place(line) + ", " + listed[i].file + ": the box " +
                                 fault);
      }
    }
    labels.most = std::max<int64_t>(labels.most, int64_t(sound.size()));
    labels.boxes[size_t(photo)] = rows_from(sound);
  }
  return labels;
}

}  // namespace lowlight::data
