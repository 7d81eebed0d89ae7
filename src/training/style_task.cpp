#include "lowlight/training/style_task.h"

#include <ATen/ATen.h>

#include <optional>
#include <utility>

#include "lowlight/core/fields.h"
#include "lowlight/data/resample.h"
#include "lowlight/io/options_text.h"
#include "lowlight/io/safetensors.h"

namespace lowlight::training {
namespace {

// Contents and styles are drawn apart though they share the seed.
constexpr uint64_t kContentStream = 1;
constexpr uint64_t kStyleStream = 2;

struct Shown {
  at::Tensor crop;  ///< [3 or 4, S, S]
  data::DrawnPhoto photo;
};

Shown drawn_crop(const data::PhotoSource& photos,
                 int64_t index,
                 const data::CropOptions& options,
                 RandomStream random) {
  std::optional<at::Tensor> crop;
  auto photo = data::draw_photo(photos, index, random, [&](const at::Tensor& candidate) {
    crop = data::random_crop(candidate, options, random);
    return crop ? "" : data::kNoContent;
  });
  return {*crop, std::move(photo)};
}

models::VggFeatures made_features(const FeaturesOptions& options) {
  models::VggFeatures features(options.vgg);
  if (!options.weights.empty()) {
    models::load_vgg(features, io::read_safetensors(options.weights).tensors, options.weights);
  }
  return features;
}

}  // namespace

std::vector<std::string> problems_of(const StyleTaskOptions& options) {
  std::vector<std::string> problems;
  if (options.content.path.empty()) problems.push_back("content.path must name photos");
  if (options.style.path.empty()) problems.push_back("style.path must name photos");
  if (!options.content.masks.empty())
    problems.push_back("content.masks must be empty: only styles have masks");
  if (!options.style.masks.empty() && !options.network.partial_style_encoder) {
    problems.push_back("style.masks need network.partial_style_encoder = true");
  }
  add_problems_of(options.crop, "crop", problems);
  add_problems_of(options.network, "network", problems);
  add_problems_of(options.features.vgg, "features.vgg", problems);
  add_problems_of(options.objective, "objective", problems);
  if (problems.empty()) {
    const int64_t multiple = options.network.multiple();
    if (options.crop.size % multiple != 0 || options.crop.size < 2 * multiple) {
      problems.push_back("crop.size must be a multiple of " + std::to_string(multiple) +
                         " and at least " + std::to_string(2 * multiple) +
                         ", as network.levels asks");
    }
  }
  return problems;
}

StyleTask::StyleTask(const StyleTaskOptions& options, int64_t batch, int64_t seed)
    : options_(options),
      seed_(uint64_t(seed)),
      contents_(data::open_photos(options.content)),
      styles_(data::open_photos(options.style)),
      content_order_(contents_->size(), batch, RandomStream{seed_, kContentStream}.bits()),
      style_order_(styles_->size(), batch, RandomStream{seed_, kStyleStream}.bits()),
      network_(options.network),
      features_(made_features(options.features)) {}

Sample StyleTask::sample(int64_t n) const {
  const auto draw = [&](const data::PhotoSource& photos,
                        const data::ShuffledOrder& order,
                        uint64_t stream) {
    const auto place = order.at(n);
    return drawn_crop(photos,
                      place.index,
                      options_.crop,
                      RandomStream{seed_, stream, uint64_t(place.epoch), uint64_t(place.index)});
  };
  auto content = draw(*contents_, content_order_, kContentStream);
  auto style = draw(*styles_, style_order_, kStyleStream);

  Sample sample;
  sample.tensors["content"] = content.crop.slice(0, 0, 3);
  sample.tensors["style"] = style.crop.slice(0, 0, 3);
  sample.tensors["mask"] = data::mask_of(style.crop);
  sample.files = {content.photo.name, style.photo.name};
  sample.warnings = std::move(content.photo.warnings);
  sample.warnings.insert(
      sample.warnings.end(), style.photo.warnings.begin(), style.photo.warnings.end());
  return sample;
}

StyleBatch StyleTask::pictures_of(const Batch& batch) const {
  StyleBatch pictures{batch.tensors.at("content"), batch.tensors.at("style"), {}};
  if (options_.network.partial_style_encoder) pictures.mask = batch.tensors.at("mask");
  return pictures;
}

std::vector<LossTerm> StyleTask::losses(const Batch& batch) {
  return style_objective(network_, *features_, pictures_of(batch), options_.objective).terms;
}

Preview StyleTask::preview(const Batch& batch) {
  const at::NoGradGuard no_gradients;
  const auto pictures = pictures_of(batch);
  return {{"input", pictures.content},
          {"output", transferred(network_, pictures).clamp(0, 1)},
          {"style", pictures.style}};
}

io::CheckpointInfo StyleTask::info() const {
  io::CheckpointInfo info;
  info.network = StyleTaskOptions::kName;
  info.options = io::options_to_text(options_.network);
  info.data = std::to_string(contents_->size()) + " contents of " + options_.content.path + ", " +
              std::to_string(styles_->size()) + " styles of " + options_.style.path;
  return info;
}

std::vector<std::string> StyleTask::notes() const {
  return {info().data, "features: " + features_->description()};
}

void StyleTask::to(c10::Device device) { features_->to(device); }

}  // namespace lowlight::training
