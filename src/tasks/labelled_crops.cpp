#include "tasks/labelled_crops.h"

#include <ATen/ATen.h>

#include <utility>

#include "lowlight/data/boxed_crop.h"

namespace lowlight::tasks {
namespace {

using Boxes = detection::ManyCorners<detection::Pixels>;

}  // namespace

LabelledCrops::LabelledCrops(const data::PhotosOptions& options,
                             std::shared_ptr<const data::PhotoSource> photos)
    : photos_(std::move(photos)),
      labels_(data::read_labels(options, *photos_)),
      least_side_(options.least_box) {}

Boxes LabelledCrops::on_photo(const Boxes& whole, const at::Tensor& photo, int64_t index) const {
  const auto size = photos_->whole_size(index);
  return detection::scaled<detection::Pixels>(whole,
                                              double(photo.size(2)) / double(size.width),
                                              double(photo.size(1)) / double(size.height));
}

std::optional<data::CropPlace> LabelledCrops::place(const at::Tensor& photo,
                                                    int64_t index,
                                                    const data::CropOptions& options,
                                                    RandomStream& random) const {
  const auto boxes = on_photo(labels_.boxes.at(size_t(index)), photo, index);
  return data::random_boxed_place(photo, boxes, least_side_, options, random);
}

void LabelledCrops::add_boxes(const at::Tensor& photo,
                              int64_t index,
                              const data::CropPlace& place,
                              int64_t size,
                              std::map<std::string, at::Tensor>& sample) const {
  const auto& sound = labels_.boxes.at(size_t(index));
  const auto whole =
      at::cat({detection::rows_of(sound), detection::rows_of(labels_.ignored.at(size_t(index)))});
  const auto all = on_photo(detection::corners_from<detection::Pixels>(whole), photo, index);
  const auto boxes = data::boxes_in_crop(all, place, size);
  auto learned = detection::are_valid(boxes, least_side_) & data::centred_in_crop(all, place);
  learned.slice(0, sound.left.size(0)).fill_(false);
  const auto shown = detection::are_valid(boxes).nonzero().flatten();
  const auto padded = [&](const at::Tensor& values, at::IntArrayRef shape) {
    auto rows = at::zeros(shape, values.options());
    rows.narrow(0, 0, shown.size(0)).copy_(values.index_select(0, shown));
    return rows;
  };
  sample["boxes"] = padded(detection::rows_of(boxes), {labels_.most, 4});
  sample["ignored"] = padded(learned.logical_not(), {labels_.most});
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
