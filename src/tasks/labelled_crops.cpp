#include "tasks/labelled_crops.h"

#include <ATen/ATen.h>

#include <utility>

#include "lowlight/data/boxed_crop.h"

namespace lowlight::tasks {

LabelledCrops::LabelledCrops(const data::PhotosOptions& options,
                             std::shared_ptr<const data::PhotoSource> photos)
    : photos_(std::move(photos)),
      labels_(data::read_labels(options, *photos_)),
      least_side_(options.least_box) {}

detection::ManyCorners<detection::Pixels> LabelledCrops::boxes(const at::Tensor& photo,
                                                               int64_t index) const {
  const auto whole = photos_->whole_size(index);
  return detection::scaled<detection::Pixels>(labels_.boxes.at(size_t(index)),
                                              double(photo.size(2)) / double(whole.width),
                                              double(photo.size(1)) / double(whole.height));
}

std::optional<data::CropPlace> LabelledCrops::place(const at::Tensor& photo,
                                                    int64_t index,
                                                    const data::CropOptions& options,
                                                    RandomStream& random) const {
  return data::random_boxed_place(photo, boxes(photo, index), least_side_, options, random);
}

at::Tensor LabelledCrops::rows(const at::Tensor& photo,
                               int64_t index,
                               const data::CropPlace& place,
                               int64_t size) const {
  auto shown = data::boxes_in_crop(boxes(photo, index), place, size);
  shown = detection::selected(shown, detection::are_valid(shown, least_side_));
  auto rows = at::zeros({labels_.most, 4}, at::kFloat);
  rows.narrow(0, 0, shown.left.size(0)).copy_(detection::rows_of(shown));
  return rows;
}

std::shared_ptr<const LabelledCrops> open_labels(const data::PhotosOptions& options,
                                                 std::shared_ptr<const data::PhotoSource> photos) {
  if (options.boxes.empty()) return nullptr;
  return std::make_shared<LabelledCrops>(options, std::move(photos));
}

std::optional<data::CropPlace> content_place(const LabelledCrops* labels,
                                             const at::Tensor& photo,
                                             int64_t index,
                                             const data::CropOptions& options,
                                             RandomStream& random) {
  return labels ? labels->place(photo, index, options, random)
                : data::random_place(photo, options, random);
}

std::string labelled_text(const std::string& photos, const LabelledCrops* labels) {
  return labels ? photos + ", " + labels->labels().description() : photos;
}

std::vector<std::string> refused_boxes(const LabelledCrops* labels) {
  return labels ? labels->labels().refused : std::vector<std::string>{};
}

}  // namespace lowlight::tasks
