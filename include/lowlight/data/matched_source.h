// Two sets of photos of the same scenes.
#pragma once

#include <memory>
#include <vector>

#include "lowlight/data/photo_source.h"

namespace lowlight::data {

/// The photos of `others` in the order of `photos`: photo i is the one whose name has the stem of
/// photos' i, whatever the folder and the ending ("dark/a.jpg" and "bright/x/a.png").
class MatchedSource : public PhotoSource {
 public:
  /// Throws DataError that lists every photo of either set without a partner, and those with more
  /// than one.
  MatchedSource(const PhotoSource& photos, std::shared_ptr<const PhotoSource> others);

  int64_t size() const override { return int64_t(places_.size()); }
  std::string name(int64_t i) const override { return others_->name(places_.at(size_t(i))); }
  at::Tensor photo(int64_t i) const override { return others_->photo(places_.at(size_t(i))); }

 private:
  std::shared_ptr<const PhotoSource> others_;
  std::vector<int64_t> places_;
};

}  // namespace lowlight::data
