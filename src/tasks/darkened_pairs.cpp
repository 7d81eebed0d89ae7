#include "tasks/darkened_pairs.h"

#include <ATen/ATen.h>

#include <optional>
#include <utility>

#include "lowlight/data/sampling.h"
#include "tasks/photo_sets.h"

namespace lowlight::tasks {
namespace {

class DarkenedPairs : public Pairs {
 public:
  DarkenedPairs(std::shared_ptr<const data::PhotoSource> photos,
                std::string name,
                const DarkenedPairsOptions& options,
                std::shared_ptr<const LabelledCrops> labels)
      : photos_(std::move(photos)),
        name_(std::move(name)),
        options_(options),
        labels_(std::move(labels)) {}

  int64_t size() const override { return photos_->size(); }
  training::Sample sample(int64_t index, RandomStream random) const override;
  std::string description() const override {
    return labelled_text(amount_text(photos_->size(), "photos", name_), labels_.get());
  }
  std::vector<std::string> refused() const override { return refused_boxes(labels_.get()); }

 private:
  std::shared_ptr<const data::PhotoSource> photos_;
  std::string name_;
  DarkenedPairsOptions options_;
  std::shared_ptr<const LabelledCrops> labels_;
};

training::Sample DarkenedPairs::sample(int64_t index, RandomStream random) const {
  std::optional<data::CropPlace> place;
  std::optional<at::Tensor> style;
  auto photo = data::draw_photo(
      *photos_, index, random, [&](const at::Tensor& candidate, int64_t candidate_index) {
        const auto colours = candidate.slice(0, 0, 3);
        place = content_place(labels_.get(), colours, candidate_index, options_.crop, random);
        style = place ? data::random_crop(colours, options_.crop, random) : std::nullopt;
        return style ? "" : data::kNoContent;
      });
  const auto content = data::crop_at(photo.photo.slice(0, 0, 3), *place, options_.crop.size);
  const auto darkening = data::draw_darkening(options_.darkening, random);
  const bool neutral = random.chance(options_.neutral);
  const auto look = neutral ? data::Look{} : data::draw_look(options_.look, random);

  training::Sample sample;
  sample.tensors["dark"] = data::darkened(content, darkening, random);
  sample.tensors["style"] = data::graded(*style, look);
  sample.tensors["target"] = data::graded(content, look);
  sample.tensors["neutral"] = at::scalar_tensor(neutral, at::kBool);
  if (labels_) {
    labels_->add_boxes(photo.photo, photo.index, *place, options_.crop.size, sample.tensors);
  }
  sample.files = {photo.name};
  sample.warnings = std::move(photo.warnings);
  return sample;
}

}  // namespace

std::shared_ptr<const Pairs> darkened_pairs(std::shared_ptr<const data::PhotoSource> photos,
                                            std::string name,
                                            const DarkenedPairsOptions& options,
                                            std::shared_ptr<const LabelledCrops> labels) {
  return std::make_shared<DarkenedPairs>(
      std::move(photos), std::move(name), options, std::move(labels));
}

std::shared_ptr<const Pairs> open_darkened_pairs(const data::PhotosOptions& photos,
                                                 const DarkenedPairsOptions& options) {
  if (photos.path.empty()) return nullptr;
  const auto source = data::open_photos(photos);
  return darkened_pairs(source, photos.path, options, open_labels(photos, source));
}

std::shared_ptr<const Pairs> open_held_out_pairs(const data::PhotosOptions& photos,
                                                 DarkenedPairsOptions options) {
  options.darkening.untouched = 0;
  return open_darkened_pairs(photos, options);
}

}  // namespace lowlight::tasks
