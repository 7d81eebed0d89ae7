// Training of the enhancer from well-lit photos alone.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "lowlight/data/open_photos.h"
#include "lowlight/models/enhancer.h"
#include "lowlight/tasks/darkened_pairs.h"
#include "lowlight/tasks/enhancer_objective.h"
#include "lowlight/training/task.h"

namespace lowlight::tasks {

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
};

std::vector<std::string> problems_of(const SelfSupervisedOptions& options);

/// An EnhancerTask on DarkenedPairs. Opens the photos and makes the network from LibTorch's
/// generator: seed that first.
std::unique_ptr<training::Task> make_task(const SelfSupervisedOptions& options,
                                          int64_t batch,
                                          int64_t seed);

}  // namespace lowlight::tasks
