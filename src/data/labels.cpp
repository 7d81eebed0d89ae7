#include "lowlight/data/labels.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <optional>

#include "data/box_fault.h"
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

/// Nothing where the photo cannot be read.
std::optional<detection::PictureSize> size_of(const PhotoSource& photos, int64_t i) {
  try {
    return photos.whole_size(i);
  } catch (const Error&) {
    return std::nullopt;
  }
}

/// Sorts the boxes of a list into those that are learned from and others.
class BoxSorter {
 public:
  BoxSorter(double least_side, size_t photos) : least_side_(least_side) {
    labels.boxes.resize(photos, rows_from({}));
    labels.ignored.resize(photos, rows_from({}));
  }

  Labels labels;

  void add(const BoxedPhoto& listed,
           const std::optional<detection::PictureSize>& size,
           std::optional<size_t> photo) {
    std::vector<detection::Corners<Pixels>> sound, ignored;
    for (const auto& [box, line, crowd] : listed.boxes) {
      const auto fault = box_fault(box, size), small = smallness(box, least_side_);
      const auto& why = fault.empty() && !crowd ? small : fault;
      if (!why.empty()) {
        labels.refused.push_back(listed.named_place(line) + ": the box " + why);
      }
      if (fault.empty())
        (crowd || !small.empty() ? ignored : sound).push_back(detection::corners_of(box));
    }
    labels.most = std::max(labels.most, int64_t(sound.size() + ignored.size()));
    if (!photo) return;
    labels.boxes[*photo] = rows_from(sound);
    labels.ignored[*photo] = rows_from(ignored);
  }

 private:
  double least_side_;
};

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
  return count == 0 ? text + ": background alone is taught" : text;
}

Labels read_labels(const PhotosOptions& options, const PhotoSource& photos) {
  std::vector<std::string> names;
  for (int64_t i = 0; i < photos.size(); ++i) names.push_back(photos.name(i));
  const auto list = read_box_list(options.boxes);
  const auto named = named_boxes(list.photos, names);
  BoxSorter sorter(options.least_box, names.size());
  for (size_t i = 0; i < list.photos.size(); ++i) {
    const auto photo = named.photo[i];
    const bool measured = photo >= 0 && !list.photos[i].boxes.empty();
    sorter.add(list.photos[i],
               measured ? size_of(photos, photo) : std::nullopt,
               photo >= 0 ? std::optional(size_t(photo)) : std::nullopt);
  }
  auto problems = list.problems;
  problems.insert(problems.end(), named.problems.begin(), named.problems.end());
  for (const auto i : named.missing) problems.push_back(missing_text(names[size_t(i)]));
  if (problems.empty()) return sorter.labels;
  // A list that must be mended is mended once: what would be left out is told with the rest.
  const auto& refused = sorter.labels.refused;
  problems.insert(problems.end(), refused.begin(), refused.end());
  throw DataError(options.boxes, problems);
}

}  // namespace lowlight::data
