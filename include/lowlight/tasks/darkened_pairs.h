// Pairs of well-lit photos and what a camera would have made of them in the dark.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "lowlight/data/crop.h"
#include "lowlight/data/darkening.h"
#include "lowlight/data/look.h"
#include "lowlight/data/open_photos.h"
#include "lowlight/tasks/pair_source.h"

namespace lowlight::tasks {

/// How a pair is made of one photo.
struct DarkenedPairsOptions {
  data::CropOptions crop;
  data::DarkeningOptions darkening;
  data::LookOptions look;
  double neutral = 0.5;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("crop", self.crop, "the squares that are shown");
    visit("darkening", self.darkening, "how the dark picture is made");
    visit("look", self.look, "the grades of style and target");
    visit("neutral", self.neutral, "share of samples in the photo's own look");
  }
};

std::vector<std::string> problems_of(const DarkenedPairsOptions& options);

/// Self-supervised pairs: dark = crop A darkened, style = crop B of the same photo in look L,
/// target = crop A in look L; with probability `neutral` L changes nothing.
class DarkenedPairs : public PairSource {
 public:
  DarkenedPairs(std::shared_ptr<const data::PhotoSource> photos,
                std::string name,
                const DarkenedPairsOptions& options);

  int64_t size() const override { return photos_->size(); }
  training::Sample sample(int64_t index, RandomStream random) const override;
  std::string description() const override;

 private:
  std::shared_ptr<const data::PhotoSource> photos_;
  std::string name_;
  DarkenedPairsOptions options_;
};

/// The pairs of the photos that `photos` names, none where it names nothing.
std::shared_ptr<const PairSource> open_darkened_pairs(const data::PhotosOptions& photos,
                                                      const DarkenedPairsOptions& options);

/// The same to judge by: every photo is darkened. What becomes of untouched ones a preview shows by
/// itself, and one that stays the very same has no PSNR that a mean could use.
std::shared_ptr<const PairSource> open_held_out_pairs(const data::PhotosOptions& photos,
                                                      DarkenedPairsOptions options);

}  // namespace lowlight::tasks
