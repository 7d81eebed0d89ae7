#include "lowlight/tasks/darkened_pairs.h"

#include <ATen/ATen.h>

#include <optional>
#include <utility>

#include "lowlight/core/fields.h"
#include "lowlight/data/sampling.h"

namespace lowlight::tasks {

std::vector<std::string> problems_of(const DarkenedPairsOptions& options) {
  std::vector<std::string> problems;
  if (!(options.neutral >= 0 && options.neutral <= 1))
    problems.push_back("neutral must be from 0 to 1");
  add_problems_of(options.crop, "crop", problems);
  add_problems_of(options.darkening, "darkening", problems);
  add_problems_of(options.look, "look", problems);
  return problems;
}

DarkenedPairs::DarkenedPairs(std::shared_ptr<const data::PhotoSource> photos,
                             std::string name,
                             const DarkenedPairsOptions& options)
    : photos_(std::move(photos)), name_(std::move(name)), options_(options) {}

training::Sample DarkenedPairs::sample(int64_t index, RandomStream random) const {
  std::optional<at::Tensor> content, style;
  auto photo = data::draw_photo(*photos_, index, random, [&](const at::Tensor& candidate) {
    const auto colours = candidate.slice(0, 0, 3);
    content = data::random_crop(colours, options_.crop, random);
    style = content ? data::random_crop(colours, options_.crop, random) : std::nullopt;
    return style ? "" : data::kNoContent;
  });
  const auto darkening = data::draw_darkening(options_.darkening, random);
  const bool neutral = random.chance(options_.neutral);
  const auto look = neutral ? data::Look{} : data::draw_look(options_.look, random);

  training::Sample sample;
  sample.tensors["dark"] = data::darkened(*content, darkening, random);
  sample.tensors["style"] = data::graded(*style, look);
  sample.tensors["target"] = data::graded(*content, look);
  sample.tensors["neutral"] = at::scalar_tensor(neutral, at::kBool);
  sample.files = {photo.name};
  sample.warnings = std::move(photo.warnings);
  return sample;
}

std::string DarkenedPairs::description() const {
  return std::to_string(photos_->size()) + " photos of " + name_;
}

std::shared_ptr<const PairSource> open_darkened_pairs(const data::PhotosOptions& photos,
                                                      const DarkenedPairsOptions& options) {
  if (photos.path.empty()) return nullptr;
  return std::make_shared<DarkenedPairs>(data::open_photos(photos), photos.path, options);
}

std::shared_ptr<const PairSource> open_held_out_pairs(const data::PhotosOptions& photos,
                                                      DarkenedPairsOptions options) {
  options.darkening.untouched = 0;
  return open_darkened_pairs(photos, options);
}

}  // namespace lowlight::tasks
