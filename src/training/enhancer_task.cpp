#include "lowlight/training/enhancer_task.h"

#include <ATen/ATen.h>

#include <utility>

#include "lowlight/core/fields.h"
#include "lowlight/io/options_text.h"

namespace lowlight::training {
namespace {

constexpr uint64_t kTrainingStream = 1;
constexpr uint64_t kValidationStream = 2;

EnhancerBatch pictures_of(const Batch& batch) {
  const auto& tensors = batch.tensors;
  return {tensors.at("dark"), tensors.at("style"), tensors.at("target"), tensors.at("neutral")};
}

}  // namespace

std::vector<std::string> problems_of(const EnhancerTaskOptions& options) {
  std::vector<std::string> problems;
  if (options.photos.path.empty()) problems.push_back("photos.path must name photos");
  if (!(options.pairs.neutral >= 0 && options.pairs.neutral <= 1)) {
    problems.push_back("pairs.neutral must be from 0 to 1");
  }
  add_problems_of(options.pairs.crop, "pairs.crop", problems);
  add_problems_of(options.pairs.darkening, "pairs.darkening", problems);
  add_problems_of(options.pairs.look, "pairs.look", problems);
  add_problems_of(options.network, "network", problems);
  return problems;
}

Sample enhancer_sample(const data::PhotoSource& photos,
                       int64_t index,
                       const PairOptions& options,
                       RandomStream random) {
  std::optional<at::Tensor> content, style;
  auto photo = data::draw_photo(photos, index, random, [&](const at::Tensor& candidate) {
    const auto colours = candidate.slice(0, 0, 3);
    content = data::random_crop(colours, options.crop, random);
    style = content ? data::random_crop(colours, options.crop, random) : std::nullopt;
    return style ? "" : data::kNoContent;
  });
  const auto darkening = data::draw_darkening(options.darkening, random);
  const bool neutral = random.chance(options.neutral);
  const auto look = neutral ? data::Look{} : data::draw_look(options.look, random);

  Sample sample;
  sample.tensors["dark"] = data::darkened(*content, darkening, random);
  sample.tensors["style"] = data::graded(*style, look);
  sample.tensors["target"] = data::graded(*content, look);
  sample.tensors["neutral"] = at::scalar_tensor(neutral, at::kBool);
  sample.files = {photo.name};
  sample.warnings = std::move(photo.warnings);
  return sample;
}

EnhancerTask::EnhancerTask(const EnhancerTaskOptions& options, int64_t batch, int64_t seed)
    : options_(options),
      seed_(uint64_t(seed)),
      photos_(data::open_photos(options.photos)),
      validation_(options.validation.path.empty() ? nullptr
                                                  : data::open_photos(options.validation)),
      order_(photos_->size(), batch, seed_),
      network_(options.network) {}

Sample EnhancerTask::sample(int64_t n) const {
  const auto place = order_.at(n);
  return enhancer_sample(
      *photos_,
      place.index,
      options_.pairs,
      RandomStream{seed_, kTrainingStream, uint64_t(place.epoch), uint64_t(place.index)});
}

int64_t EnhancerTask::validation_size() const { return validation_ ? validation_->size() : 0; }

Sample EnhancerTask::validation_sample(int64_t n) const {
  return enhancer_sample(
      *validation_, n, options_.pairs, RandomStream{seed_, kValidationStream, 0, uint64_t(n)});
}

std::vector<LossTerm> EnhancerTask::losses(const Batch& batch) {
  return enhancer_losses(network_, pictures_of(batch), options_.weights);
}

Preview EnhancerTask::preview(const Batch& batch) {
  const at::NoGradGuard no_gradients;
  const auto pictures = pictures_of(batch);
  const EnhancerBatch well_lit{
      pictures.target, pictures.style, pictures.target, at::ones_like(pictures.neutral)};
  return {{"input", pictures.dark},
          {"output", predict(network_, pictures).enhanced.clamp(0, 1)},
          {"target", pictures.target},
          {"style", pictures.style},
          {"well_lit", pictures.target},
          {"well_lit_output", predict(network_, well_lit).enhanced.clamp(0, 1)}};
}

io::CheckpointInfo EnhancerTask::info() const {
  io::CheckpointInfo info;
  info.network = EnhancerTaskOptions::kName;
  info.options = io::options_to_text(options_.network);
  info.data = std::to_string(photos_->size()) + " photos of " + options_.photos.path;
  return info;
}

std::vector<std::string> EnhancerTask::notes() const {
  std::vector<std::string> notes = {info().data};
  if (validation_)
    notes.push_back(std::to_string(validation_->size()) + " held out, of " +
                    options_.validation.path);
  return notes;
}

}  // namespace lowlight::training
