#include "tasks/matched_pairs.h"

#include <ATen/ATen.h>

#include <optional>
#include <utility>

#include "lowlight/core/check.h"
#include "lowlight/core/error.h"
#include "lowlight/data/sampling.h"
#include "tasks/photo_sets.h"

namespace lowlight::tasks {
namespace {

/// The pairs as photos of six channels, so that both are drawn, or passed over, together.
class SideBySide : public data::PhotoSource {
 public:
  SideBySide(const data::PhotoSource& dark, const data::PhotoSource& bright)
      : dark_(dark), bright_(bright) {}
  int64_t size() const override { return dark_.size(); }
  std::string name(int64_t i) const override { return dark_.name(i) + ", " + bright_.name(i); }
  at::Tensor photo(int64_t i) const override {
    const auto dark = dark_.photo(i).slice(0, 0, 3), bright = bright_.photo(i).slice(0, 0, 3);
    if (dark.sizes() != bright.sizes()) throw DataError(name(i), {"have different sizes"});
    return at::cat({dark, bright});
  }

 private:
  const data::PhotoSource& dark_;
  const data::PhotoSource& bright_;
};

class MatchedPairs : public Pairs {
 public:
  MatchedPairs(std::shared_ptr<const data::PhotoSource> dark,
               std::shared_ptr<const data::PhotoSource> bright,
               std::string name,
               const MatchedPairsOptions& options,
               std::shared_ptr<const LabelledCrops> labels)
      : dark_(std::move(dark)),
        bright_(std::move(bright)),
        name_(std::move(name)),
        options_(options),
        labels_(std::move(labels)) {}

  int64_t size() const override { return dark_->size(); }
  training::Sample sample(int64_t index, RandomStream random) const override;
  std::string description() const override {
    return labelled_text(amount_text(dark_->size(), "pairs", name_), labels_.get());
  }
  std::vector<std::string> refused() const override { return refused_boxes(labels_.get()); }

 private:
  std::shared_ptr<const data::PhotoSource> dark_, bright_;
  std::string name_;
  MatchedPairsOptions options_;
  std::shared_ptr<const LabelledCrops> labels_;
};

training::Sample MatchedPairs::sample(int64_t index, RandomStream random) const {
  const SideBySide pairs(*dark_, *bright_);
  std::optional<data::CropPlace> content, style;
  auto pair = data::draw_photo(
      pairs, index, random, [&](const at::Tensor& candidate, int64_t candidate_index) {
        const auto bright = candidate.slice(0, 3);
        content = content_place(labels_.get(), bright, candidate_index, options_.crop, random);
        style = content ? data::random_place(bright, options_.crop, random) : std::nullopt;
        return style ? "" : data::kNoContent;
      });
  const auto dark = pair.photo.slice(0, 0, 3), bright = pair.photo.slice(0, 3);

  training::Sample sample;
  sample.tensors["dark"] = data::crop_at(dark, *content, options_.crop.size);
  sample.tensors["target"] = data::crop_at(bright, *content, options_.crop.size);
  sample.tensors["style"] = data::crop_at(bright, *style, options_.crop.size);
  sample.tensors["neutral"] = at::scalar_tensor(random.chance(options_.neutral), at::kBool);
  if (labels_) {
    labels_->add_boxes(bright, pair.index, *content, options_.crop.size, sample.tensors);
  }
  sample.files = {dark_->name(pair.index), bright_->name(pair.index)};
  sample.warnings = std::move(pair.warnings);
  return sample;
}

}  // namespace

std::shared_ptr<const Pairs> matched_pairs(std::shared_ptr<const data::PhotoSource> dark,
                                           std::shared_ptr<const data::PhotoSource> bright,
                                           std::string name,
                                           const MatchedPairsOptions& options,
                                           std::shared_ptr<const LabelledCrops> labels) {
  LOWLIGHT_CHECK(dark->size() == bright->size(),
                 "matched_pairs: as many bright photos as dark ones, got ",
                 bright->size(),
                 " and ",
                 dark->size());
  return std::make_shared<MatchedPairs>(
      std::move(dark), std::move(bright), std::move(name), options, std::move(labels));
}

}  // namespace lowlight::tasks
