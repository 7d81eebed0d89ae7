#include "lowlight/tasks/matched_pairs.h"

#include <ATen/ATen.h>

#include <optional>
#include <utility>

#include "lowlight/core/check.h"
#include "lowlight/core/error.h"
#include "lowlight/core/fields.h"
#include "lowlight/data/sampling.h"

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

}  // namespace

std::vector<std::string> problems_of(const MatchedPairsOptions& options) {
  std::vector<std::string> problems;
  if (!(options.neutral >= 0 && options.neutral <= 1))
    problems.push_back("neutral must be from 0 to 1");
  add_problems_of(options.crop, "crop", problems);
  return problems;
}

MatchedPairs::MatchedPairs(std::shared_ptr<const data::PhotoSource> dark,
                           std::shared_ptr<const data::PhotoSource> bright,
                           std::string name,
                           const MatchedPairsOptions& options)
    : dark_(std::move(dark)),
      bright_(std::move(bright)),
      name_(std::move(name)),
      options_(options) {
  LOWLIGHT_CHECK(dark_->size() == bright_->size(),
                 "MatchedPairs: as many bright photos as dark ones, got ",
                 bright_->size(),
                 " and ",
                 dark_->size());
}

training::Sample MatchedPairs::sample(int64_t index, RandomStream random) const {
  const SideBySide pairs(*dark_, *bright_);
  std::optional<data::CropPlace> content, style;
  auto pair = data::draw_photo(pairs, index, random, [&](const at::Tensor& candidate) {
    const auto bright = candidate.slice(0, 3);
    content = data::random_place(bright, options_.crop, random);
    style = content ? data::random_place(bright, options_.crop, random) : std::nullopt;
    return style ? "" : data::kNoContent;
  });
  const auto dark = pair.photo.slice(0, 0, 3), bright = pair.photo.slice(0, 3);

  training::Sample sample;
  sample.tensors["dark"] = data::crop_at(dark, *content, options_.crop.size);
  sample.tensors["target"] = data::crop_at(bright, *content, options_.crop.size);
  sample.tensors["style"] = data::crop_at(bright, *style, options_.crop.size);
  sample.tensors["neutral"] = at::scalar_tensor(random.chance(options_.neutral), at::kBool);
  sample.files = {dark_->name(pair.index), bright_->name(pair.index)};
  sample.warnings = std::move(pair.warnings);
  return sample;
}

std::string MatchedPairs::description() const {
  return std::to_string(dark_->size()) + " pairs of " + name_;
}

}  // namespace lowlight::tasks
