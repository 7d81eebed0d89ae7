// Training of the enhancer from dark photos and bright photos of other scenes.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "lowlight/core/problems.h"
#include "lowlight/core/rule.h"
#include "lowlight/data/crop.h"
#include "lowlight/data/darkening.h"
#include "lowlight/data/open_photos.h"
#include "lowlight/models/enhancer.h"
#include "lowlight/models/patch_discriminator.h"
#include "lowlight/training/task.h"
#include "tasks/features.h"
#include "tasks/unpaired_objective.h"

namespace lowlight::tasks {

/// Training of the enhancer from photos without partners, against a discriminator.
struct UnpairedOptions {
  data::PhotosOptions dark{.role = data::PhotoRole::dark};
  data::PhotosOptions bright;
  data::PhotosOptions validation;
  data::CropOptions dark_crop{.contrast = 0.005};
  data::CropOptions bright_crop;
  data::DarkeningOptions darkening;
  double neutral = 0.5;
  models::EnhancerOptions network;
  models::PatchDiscriminatorOptions discriminator{.base_channels = 32, .instance_norm = false};
  FeaturesOptions features;
  UnpairedObjectiveOptions objective;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("dark", self.dark, "dark photos");
    visit("bright", self.bright, "well-lit photos of any other scenes");
    visit("validation",
          self.validation,
          "well-lit photos that are held out and darkened, path = \"\" for none");
    visit("dark_crop", self.dark_crop, "the squares of dark photos");
    visit("bright_crop", self.bright_crop, "the squares of bright and of held-out photos");
    visit("darkening", self.darkening, "how held-out photos are made dark");
    visit("neutral",
          self.neutral,
          in(0, 1),
          "share of samples that learn the stored look, not that of their bright photo");
    visit("network", self.network, "the network");
    visit("discriminator", self.discriminator, "the network that tells bright from enhanced");
    visit("features", self.features, "of the perceptual loss");
    visit("objective", self.objective, "the loss");
  }

  static constexpr const char* kName = "unpaired";

  /// There are photos to learn from, and crops are large enough for the discriminator.
  void check(Problems& problems) const;
};

/// A task whose samples are {dark [3, S, S], style [3, T, T] (of a bright photo), neutral []};
/// held-out samples are darkened pairs: style = another crop of the target, neutral, and the
/// "target". trained() is a module of "network" and "discriminator": one Adam moves both, which, as
/// it keeps each weight's own moments, is an optimiser each at one learning rate; their gradients
/// are clipped together. Opens the photos and makes the networks from LibTorch's generator: seed
/// that first.
std::unique_ptr<training::Task> make_task(const UnpairedOptions& options,
                                          int64_t batch,
                                          int64_t seed);

}  // namespace lowlight::tasks
