// Pairs of dark and bright photos of the same scenes.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "lowlight/data/crop.h"
#include "lowlight/data/open_photos.h"
#include "lowlight/tasks/pair_source.h"

namespace lowlight::tasks {

/// How a pair is shown.
struct MatchedPairsOptions {
  data::CropOptions crop{};
  double neutral = 0.5;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("crop", self.crop, "the squares that are shown");
    visit("neutral",
          self.neutral,
          "share of samples that learn the stored look, not that of their own bright photo");
  }
};

std::vector<std::string> problems_of(const MatchedPairsOptions& options);

/// dark and target = the same square of both photos, judged to have content by the bright one;
/// style = another square of the bright photo. The brightness of a bright photo is partly chance:
/// neutral targets are scaled to the prediction's mean luma by enhancer_losses.
class MatchedPairs : public PairSource {
 public:
  /// Photo i of `dark` and of `bright` show the same scene, in one size: a pair whose sizes differ
  /// is passed over with a warning.
  MatchedPairs(std::shared_ptr<const data::PhotoSource> dark,
               std::shared_ptr<const data::PhotoSource> bright,
               std::string name,
               const MatchedPairsOptions& options);

  int64_t size() const override { return dark_->size(); }
  training::Sample sample(int64_t index, RandomStream random) const override;
  std::string description() const override;

 private:
  std::shared_ptr<const data::PhotoSource> dark_, bright_;
  std::string name_;
  MatchedPairsOptions options_;
};

}  // namespace lowlight::tasks
