// Training of the style network: any content, any style.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "lowlight/core/problems.h"
#include "lowlight/data/crop.h"
#include "lowlight/data/open_photos.h"
#include "lowlight/models/style_network.h"
#include "lowlight/models/style_weights.h"
#include "lowlight/tasks/style_objective.h"
#include "lowlight/training/task.h"
#include "tasks/features.h"

namespace lowlight::tasks {

/// The two sets that samples are made of.
struct StylePhotosOptions {
  data::PhotosOptions content;
  data::PhotosOptions style{.role = data::PhotoRole::style};

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("content", self.content, "photos whose content is kept");
    visit("style", self.style, "photos whose look is taken");
  }

  /// Both sets name photos, or neither does.
  void check(Problems& problems) const;
};

struct StyleTaskOptions : StylePhotosOptions {
  StylePhotosOptions validation;
  data::CropOptions crop{.size = 256, .contrast = 0.02};
  models::StyleNetworkOptions network;
  FeaturesOptions features;
  StyleObjectiveOptions objective;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    StylePhotosOptions::fields(self, visit);
    visit("validation", self.validation, "photos that are held out, path = \"\" for none");
    visit("crop", self.crop, "the squares that are shown");
    visit("network", self.network, "the network");
    visit("features", self.features, "of the perceptual loss");
    visit("objective", self.objective, "the loss");
  }

  static constexpr const char* kName = models::kStyleNetwork;

  /// There are photos to learn from, masks have a network that reads them, and crops fit it.
  void check(Problems& problems) const;
};

/// A task whose samples are {content, style [3, S, S], mask [1, S, S]}: random crops of a photo
/// each of both sets. The mask (alpha, a mask file, or what is not clipped) reaches the network
/// where its style encoder is partial. Held-out content n is shown in the look of held-out style n,
/// beginning again where styles are fewer. Opens the photos and makes the network from LibTorch's
/// generator: seed that first.
std::unique_ptr<training::Task> make_task(const StyleTaskOptions& options,
                                          int64_t batch,
                                          int64_t seed);

}  // namespace lowlight::tasks
