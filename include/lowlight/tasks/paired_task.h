// Training of the enhancer from dark and bright photos of the same scenes.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "lowlight/data/open_photos.h"
#include "lowlight/models/enhancer.h"
#include "lowlight/tasks/enhancer_objective.h"
#include "lowlight/tasks/matched_pairs.h"
#include "lowlight/training/task.h"

namespace lowlight::tasks {

/// Two sets whose photos belong together by their names' stems (data::MatchedSource).
struct PairedPhotosOptions {
  data::PhotosOptions dark;
  data::PhotosOptions bright;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("dark", self.dark, "dark photos");
    visit("bright", self.bright, "the same scenes, well lit, under the same names");
  }
};

std::vector<std::string> problems_of(const PairedPhotosOptions& options);

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
};

std::vector<std::string> problems_of(const PairedOptions& options);

/// An EnhancerTask on MatchedPairs. Opens the photos and makes the network from LibTorch's
/// generator: seed that first. Throws DataError that lists all photos without a partner.
std::unique_ptr<training::Task> make_task(const PairedOptions& options,
                                          int64_t batch,
                                          int64_t seed);

}  // namespace lowlight::tasks
