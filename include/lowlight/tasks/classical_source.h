// Bright photos made of dark ones without a network.
#pragma once

#include <memory>
#include <utility>

#include "lowlight/core/names.h"
#include "lowlight/data/photo_source.h"

namespace lowlight::tasks {

enum class ClassicalEnhancer {
  brighten,  ///< models::brighten, metered, weighted by the photo's darkness: what `enhance` does
  floor,     ///< models::floor_tone at mean luma 0.46, however dark the photo is
};

/// The photos of `photos` as a classical enhancer sees them well lit, noise calmed as
/// imaging::calming_for asks. Alpha is dropped. Each photo is enhanced each time it is read: at
/// full size, so reduce long ones before.
class ClassicalSource : public data::PhotoSource {
 public:
  ClassicalSource(std::shared_ptr<const data::PhotoSource> photos, ClassicalEnhancer enhancer);

  int64_t size() const override { return photos_->size(); }
  std::string name(int64_t i) const override { return photos_->name(i); }
  at::Tensor photo(int64_t i) const override;

 private:
  std::shared_ptr<const data::PhotoSource> photos_;
  ClassicalEnhancer enhancer_;
};

}  // namespace lowlight::tasks

template <>
struct lowlight::EnumNames<lowlight::tasks::ClassicalEnhancer> {
  using Enhancer = lowlight::tasks::ClassicalEnhancer;
  static constexpr std::pair<Enhancer, std::string_view> values[] = {
      {Enhancer::brighten, "brighten"}, {Enhancer::floor, "floor"}};
};
