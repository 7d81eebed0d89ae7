// Training of the enhancer from dark photos alone, a classical enhancer being the teacher.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "lowlight/data/open_photos.h"
#include "lowlight/models/enhancer.h"
#include "lowlight/tasks/classical_source.h"
#include "lowlight/tasks/enhancer_objective.h"
#include "lowlight/tasks/matched_pairs.h"
#include "lowlight/training/task.h"

namespace lowlight::tasks {

struct PseudoGroundTruthOptions {
  data::PhotosOptions photos;
  data::PhotosOptions validation;
  ClassicalEnhancer teacher = ClassicalEnhancer::floor;
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
};

std::vector<std::string> problems_of(const PseudoGroundTruthOptions& options);

/// An EnhancerTask on MatchedPairs of dark photos and what a ClassicalSource makes of them. Opens
/// the photos and makes the network from LibTorch's generator: seed that first.
std::unique_ptr<training::Task> make_task(const PseudoGroundTruthOptions& options,
                                          int64_t batch,
                                          int64_t seed);

}  // namespace lowlight::tasks
