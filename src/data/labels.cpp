#include "lowlight/data/labels.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "data/named_boxes.h"
#include "lowlight/core/error.h"

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

Labels read_labels(const std::filesystem::path& list, const PhotoSource& photos) {
  std::vector<std::string> names;
  for (int64_t i = 0; i < photos.size(); ++i) names.push_back(photos.name(i));
  const auto listed = read_box_list(list);
  auto named = named_boxes(listed, names);
  for (const auto i : named.missing)
    named.problems.push_back(names[size_t(i)] + " is not in it, not even as a photo without boxes");
  if (!named.problems.empty()) throw DataError(list.string(), named.problems);

  Labels labels;
  labels.boxes.resize(names.size());
  for (size_t i = 0; i < listed.size(); ++i) {
    std::vector<detection::Corners<Pixels>> sound;
    for (const auto& [box, line] : listed[i].boxes) {
      const auto fault = detection::fault_of(box);
      if (fault.empty()) {
        sound.push_back(detection::corners_of(box));
      } else {
        labels.refused.push_back(listed[i].place(line) + ", " + listed[i].file + ": the box " +
                                 fault);
      }
    }
    labels.most = std::max<int64_t>(labels.most, int64_t(sound.size()));
    labels.boxes[size_t(named.photo[i])] = rows_from(sound);
  }
  return labels;
}

}  // namespace lowlight::data
