#include "lowlight/tasks/enhancer_modes.h"

#include "lowlight/core/fields.h"
#include "lowlight/data/partners.h"
#include "tasks/brightened_photos.h"
#include "tasks/darkened_pairs.h"
#include "tasks/enhancer_task.h"
#include "tasks/matched_pairs.h"
#include "tasks/photo_sets.h"

namespace lowlight::tasks {
namespace {

std::shared_ptr<const Pairs> true_pairs(const PairedPhotosOptions& photos,
                                        const MatchedPairsOptions& options) {
  if (photos.dark.path.empty()) return nullptr;
  const auto dark = data::open_photos(photos.dark);
  const auto bright = data::partners_of(*dark, data::open_photos(photos.bright));
  // Both photos of a pair are of one size: boxes of either are boxes of both.
  const auto labels = photos.dark.boxes.empty() ? open_labels(photos.bright, bright)
                                                : open_labels(photos.dark, dark);
  return matched_pairs(
      dark, bright, photos.dark.path + " and " + photos.bright.path, options, labels);
}

std::shared_ptr<const Pairs> taught_pairs(const data::PhotosOptions& photos,
                                          const PseudoGroundTruthOptions& options) {
  if (photos.path.empty()) return nullptr;
  const auto dark = data::open_photos(photos);
  return matched_pairs(dark,
                       brightened_photos(dark, options.teacher),
                       photos.path + " and " + std::string(enum_name(options.teacher)) + " of it",
                       options.pairs,
                       open_labels(photos, dark));
}

template <class Options>
std::unique_ptr<training::Task> enhancer_task(std::shared_ptr<const Pairs> pairs,
                                              std::shared_ptr<const Pairs> held_out,
                                              const Options& options,
                                              int64_t batch,
                                              int64_t seed) {
  return std::make_unique<EnhancerTask>(
      std::move(pairs), std::move(held_out), options.network, options.weights, batch, seed);
}

}  // namespace

void PairedPhotosOptions::check(Problems& problems) const {
  require_both_or_neither("dark", dark, "bright", bright, problems);
  if (!dark.boxes.empty() && !bright.boxes.empty()) {
    problems.push_back(
        {"bright.boxes", "must not stand beside dark.boxes: boxes of either are those of both"});
  }
}

void PairedOptions::check(Problems& problems) const {
  if (photos.dark.path.empty() && photos.bright.path.empty())
    problems.push_back({"photos.dark.path", "and photos.bright.path must name photos"});
}

void PseudoGroundTruthOptions::check(Problems& problems) const {
  require_photos("photos", photos, problems);
}

void SelfSupervisedOptions::check(Problems& problems) const {
  require_photos("photos", photos, problems);
}

std::unique_ptr<training::Task> make_task(const PairedOptions& options,
                                          int64_t batch,
                                          int64_t seed) {
  return enhancer_task(true_pairs(options.photos, options.pairs),
                       true_pairs(options.validation, options.pairs),
                       options,
                       batch,
                       seed);
}

std::unique_ptr<training::Task> make_task(const PseudoGroundTruthOptions& options,
                                          int64_t batch,
                                          int64_t seed) {
  return enhancer_task(taught_pairs(options.photos, options),
                       taught_pairs(options.validation, options),
                       options,
                       batch,
                       seed);
}

std::unique_ptr<training::Task> make_task(const SelfSupervisedOptions& options,
                                          int64_t batch,
                                          int64_t seed) {
  return enhancer_task(open_darkened_pairs(options.photos, options.pairs),
                       open_held_out_pairs(options.validation, options.pairs),
                       options,
                       batch,
                       seed);
}

}  // namespace lowlight::tasks
