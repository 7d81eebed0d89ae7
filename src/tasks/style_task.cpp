#include "tasks/style_task.h"

#include <ATen/ATen.h>

#include <memory>
#include <utility>

#include "lowlight/core/fields.h"
#include "lowlight/data/resample.h"
#include "lowlight/io/options_text.h"
#include "lowlight/losses/look_transfer.h"
#include "tasks/drawn_crop.h"
#include "tasks/drawn_mask.h"
#include "tasks/feature_task.h"
#include "tasks/photo_sets.h"

namespace lowlight::tasks {
namespace {

// Contents and styles are drawn apart though they share the seed.
constexpr uint64_t kContentStream = 1;
constexpr uint64_t kStyleStream = 2;
constexpr uint64_t kStyleValidationStream = 3;
constexpr uint64_t kHiddenStream = 4;

std::shared_ptr<const data::PhotoSource> opened(const data::PhotosOptions& photos) {
  return photos.path.empty() ? nullptr : data::open_photos(photos);
}

training::Sample sample_of(DrawnCrop content, DrawnCrop style) {
  auto mask = data::mask_of(style.crop);
  auto sample = two_crops("content", std::move(content), "style", std::move(style));
  sample.tensors["mask"] = std::move(mask);
  sample.masks = {"mask"};
  return sample;
}

class StyleTask : public FeatureTask {
 public:
  StyleTask(const StyleTaskOptions& options, int64_t batch, int64_t seed)
      : options_(options),
        seed_(uint64_t(seed)),
        contents_(options.content, options.crop, batch, {seed_, kContentStream}),
        styles_(options.style, options.crop, batch, {seed_, kStyleStream}),
        held_out_contents_(opened(options.validation.content)),
        held_out_styles_(opened(options.validation.style)),
        network_(options.network) {
    if (options.objective.adversarial_weight > 0) {
      discriminator_ = models::PatchDiscriminator(options.discriminator);
      both_.register_module("network", network_.ptr());
      both_.register_module("discriminator", discriminator_.ptr());
    }
    features_ = make_features(options.features);
    if (!options.judge.features.weights.empty()) judge_ = make_features(options.judge.features);
  }

  torch::nn::Module& network() override { return *network_; }
  torch::nn::Module& trained() override { return discriminator_.is_empty() ? network() : both_; }
  void to(c10::Device device) override {
    FeatureTask::to(device);
    if (judge_.module) judge_.module->to(device);
  }
  training::Sample sample(int64_t n) const override;
  std::vector<LossTerm> losses(const training::Batch& batch) override;
  int64_t validation_size() const override {
    return held_out_contents_ ? held_out_contents_->size() : 0;
  }
  training::Sample validation_sample(int64_t n) const override;
  training::Preview preview(const training::Batch& batch) override;
  std::vector<std::pair<std::string, double>> figures(const training::Batch& batch,
                                                      const training::Preview& preview) override;
  io::CheckpointInfo info() const override;

 private:
  std::string held_out() const override;
  StyleBatch pictures_of(const training::Batch& batch) const;

  StyleTaskOptions options_;
  uint64_t seed_;
  ShuffledCrops contents_, styles_;
  std::shared_ptr<const data::PhotoSource> held_out_contents_, held_out_styles_;
  models::StyleNetwork network_{nullptr};
  models::PatchDiscriminator discriminator_{nullptr};
  torch::nn::Module both_;
  Features judge_;
};

training::Sample StyleTask::sample(int64_t n) const {
  auto sample = sample_of(contents_.at(n), styles_.at(n));
  RandomStream random{seed_, kHiddenStream, uint64_t(n)};
  if (random.chance(options_.hidden)) {
    sample.tensors.at("mask") *= drawn_mask(options_.crop.size, random);
  }
  return sample;
}

training::Sample StyleTask::validation_sample(int64_t n) const {
  const SampleStream stream{seed_, kStyleValidationStream};
  return sample_of(
      drawn_crop(*held_out_contents_, {0, n}, options_.crop, stream),
      drawn_crop(*held_out_styles_, {1, n % held_out_styles_->size()}, options_.crop, stream));
}

StyleBatch StyleTask::pictures_of(const training::Batch& batch) const {
  StyleBatch pictures{batch.tensors.at("content"), batch.tensors.at("style"), {}, batch.part};
  if (options_.network.partial_style_encoder) pictures.mask = batch.tensors.at("mask");
  return pictures;
}

std::vector<LossTerm> StyleTask::losses(const training::Batch& batch) {
  return style_losses(
      network_, *features_.extractor, pictures_of(batch), options_.objective, discriminator_);
}

std::vector<std::pair<std::string, double>> StyleTask::figures(const training::Batch& batch,
                                                               const training::Preview& preview) {
  const auto pictures = pictures_of(batch);
  const auto value = [](const at::Tensor& scalar) { return scalar.item<double>(); };
  const auto distance = [&](const at::Tensor& from) {
    return losses::sliced_colour_distance(from, pictures.style);
  };
  constexpr double kLeastDistance = 1e-3;
  std::vector<std::pair<std::string, double>> figures = {
      {"left",
       value((distance(preview.output) / distance(pictures.content).clamp_min(kLeastDistance))
                 .mean())},
      {"lost", value(losses::structure_loss(preview.output, pictures.content))}};
  if (!judge_.extractor) return figures;
  const auto judged = losses::perceptual_loss(*judge_.extractor,
                                              pictures.content,
                                              pictures.style,
                                              preview.output,
                                              options_.judge.distances);
  figures.emplace_back("judge_content", value(judged.content.value));
  figures.emplace_back("judge_style", value(judged.style.value));
  return figures;
}

training::Preview StyleTask::preview(const training::Batch& batch) {
  const at::NoGradGuard no_gradients;
  const auto pictures = pictures_of(batch);
  return {.input = pictures.content,
          .output = transferred(network_, pictures).clamp(0, 1),
          .style = pictures.style};
}

io::CheckpointInfo StyleTask::info() const {
  return {.network = StyleTaskOptions::kName,
          .options = io::options_to_text(options_.network),
          .data = amount_text(contents_.size(), "contents", options_.content.path) + ", " +
                  amount_text(styles_.size(), "styles", options_.style.path)};
}

std::string StyleTask::held_out() const {
  if (!held_out_contents_) return "";
  return amount_text(held_out_contents_->size(), "contents", options_.validation.content.path);
}

bool has_masks(const data::PhotosOptions& photos) {
  return !photos.masks.empty() || photos.clipping >= 0 || photos.trusted;
}

void add_mask_problems(const StyleTaskOptions& options, Problems& problems) {
  if (has_masks(options.content) || has_masks(options.validation.content))
    problems.push_back(
        {"content.masks",
         "content.clipping and content.trusted must not be set: only styles have masks"});
  if (options.hidden > 0 && !options.network.partial_style_encoder)
    problems.push_back({"hidden", "needs network.partial_style_encoder = true"});
  if (has_masks(options.style) && !options.network.partial_style_encoder) {
    problems.push_back(
        {"style.masks",
         "style.clipping and style.trusted need network.partial_style_encoder = true"});
  }
}

}  // namespace

void StylePhotosOptions::check(Problems& problems) const {
  require_both_or_neither("content", content, "style", style, problems);
}

void StyleTaskOptions::check(Problems& problems) const {
  require_photos("content", content, problems);
  require_photos("style", style, problems);
  add_mask_problems(*this, problems);
  if (!problems.empty()) return;
  const int64_t multiple = network.multiple();
  if (crop.size % multiple != 0 || crop.size < 2 * multiple) {
    problems.push_back({"crop.size",
                        "must be a multiple of " + std::to_string(multiple) + " and at least " +
                            std::to_string(2 * multiple) + ", as network.levels asks"});
  }
  const int64_t judged = models::smallest_side(discriminator);
  if (objective.adversarial_weight > 0 && crop.size < judged) {
    problems.push_back(
        {"crop.size",
         "must be at least " + std::to_string(judged) + ", as discriminator.layers asks"});
  }
}

std::unique_ptr<training::Task> make_task(const StyleTaskOptions& options,
                                          int64_t batch,
                                          int64_t seed) {
  return std::make_unique<StyleTask>(options, batch, seed);
}

}  // namespace lowlight::tasks
