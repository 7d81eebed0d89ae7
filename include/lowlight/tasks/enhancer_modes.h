// The enhancer's ways to learn: from true pairs, from dark photos and a teacher, from bright
// photos.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "lowlight/core/problems.h"
#include "lowlight/data/open_photos.h"
#include "lowlight/models/enhancer.h"
#include "lowlight/tasks/enhancer_objective.h"
#include "lowlight/tasks/pair_options.h"
#include "lowlight/training/task.h"

namespace lowlight::tasks {

/// Two sets whose photos belong together by their names' stems (data::partners_of).
struct PairedPhotosOptions {
  data::PhotosOptions dark{.role = data::PhotoRole::dark};
  data::PhotosOptions bright;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("dark", self.dark, "dark photos");
    visit("bright", self.bright, "the same scenes, well lit, under the same names");
  }

  /// Both sets name photos, or neither does.
  void check(Problems& problems) const;
};

/// Training from dark and bright photos of the same scenes.
struct PairedOptions {
  PairedPhotosOptions photos;
  PairedPhotosOptions validation;
  MatchedPairsOptions pairs;
  models::EnhancerOptions network;
  EnhancerWeights weights;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("photos", self.photos, "pairs to learn from");
    visit("validation", self.validation, "pairs that are held out, path = \"\" for none");
    visit("pairs", self.pairs, "how samples are made of pairs");
    visit("network", self.network, "the network");
    visit("weights", self.weights, "of the terms of the loss");
  }

  static constexpr const char* kName = "paired";

  /// There are photos to learn from.
  void check(Problems& problems) const;
};

/// Training from dark photos alone: a teacher makes the bright side.
struct PseudoGroundTruthOptions {
  data::PhotosOptions photos{.role = data::PhotoRole::dark};
  data::PhotosOptions validation{.role = data::PhotoRole::dark};
  Teacher teacher = Teacher::floor;
  MatchedPairsOptions pairs{.neutral = 1};
  models::EnhancerOptions network;
  EnhancerWeights weights;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("photos", self.photos, "dark photos");
    visit("validation", self.validation, "dark photos that are held out, path = \"\" for none");
    visit("teacher", self.teacher, "brighten or floor: makes the bright side, with noise calming");
    visit("pairs", self.pairs, "how samples are made of a photo and its bright side");
    visit("network", self.network, "the network");
    visit("weights", self.weights, "of the terms of the loss");
  }

  static constexpr const char* kName = "pseudo_ground_truth";

  /// There are photos to learn from.
  void check(Problems& problems) const;
};

/// Training from well-lit photos alone: the dark side is made of them.
struct SelfSupervisedOptions {
  data::PhotosOptions photos;
  data::PhotosOptions validation;
  DarkenedPairsOptions pairs;
  models::EnhancerOptions network;
  EnhancerWeights weights;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("photos", self.photos, "well-lit photos");
    visit("validation", self.validation, "well-lit photos that are held out, path = \"\" for none");
    visit("pairs", self.pairs, "how samples are made of photos");
    visit("network", self.network, "the network");
    visit("weights", self.weights, "of the terms of the loss");
  }

  static constexpr const char* kName = "self_supervised";

  /// There are photos to learn from.
  void check(Problems& problems) const;
};

/// The enhancer with its pairs. Each opens the photos and makes the network from LibTorch's
/// generator: seed that first. That of PairedOptions throws DataError that lists all photos without
/// a partner.
std::unique_ptr<training::Task> make_task(const PairedOptions& options,
                                          int64_t batch,
                                          int64_t seed);
std::unique_ptr<training::Task> make_task(const PseudoGroundTruthOptions& options,
                                          int64_t batch,
                                          int64_t seed);
std::unique_ptr<training::Task> make_task(const SelfSupervisedOptions& options,
                                          int64_t batch,
                                          int64_t seed);

}  // namespace lowlight::tasks
