// Training of the style network: any content, any style.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "lowlight/core/problems.h"
#include "lowlight/core/rule.h"
#include "lowlight/data/crop.h"
#include "lowlight/data/open_photos.h"
#include "lowlight/losses/perceptual.h"
#include "lowlight/models/patch_discriminator.h"
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

/// A second network that judges held-out results: the one that teaches is no fair judge.
struct JudgeOptions {
  FeaturesOptions features{.network = FeatureNetwork::efficientnet_lite0};
  losses::PerceptualOptions distances{.style_weight = 1,
                                      .content_layer = "block8",
                                      .style_layers = {"block1",
                                                       "block2_expand",
                                                       "block4_expand",
                                                       "block6_expand",
                                                       "block9_expand"},
                                      .in_spreads = true,
                                      .content_normalised = true};

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("features", self.features, "the judge; without weights there is none");
    visit("distances", self.distances, "what it compares");
  }
};

struct StyleTaskOptions : StylePhotosOptions {
  StylePhotosOptions validation;
  data::CropOptions crop{.size = 256, .contrast = 0.02};
  models::StyleNetworkOptions network;
  FeaturesOptions features;
  StyleObjectiveOptions objective;
  double hidden = 0;
  models::PatchDiscriminatorOptions discriminator{.base_channels = 32, .instance_norm = false};
  JudgeOptions judge;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    StylePhotosOptions::fields(self, visit);
    visit("validation", self.validation, "photos that are held out, path = \"\" for none");
    visit("crop", self.crop, "the squares that are shown");
    visit("network", self.network, "the network");
    visit("features", self.features, "of the perceptual loss");
    visit("objective", self.objective, "the loss");
    visit("hidden",
          self.hidden,
          in(0, 1),
          "share of styles of which the network sees a part, the losses the whole");
    visit("discriminator", self.discriminator, "the network that tells styles from results");
    visit("judge", self.judge, "who judges held-out results");
  }

  static constexpr const char* kName = models::kStyleNetwork;

  /// There are photos to learn from, masks have a network that reads them, and crops fit it.
  void check(Problems& problems) const;
};

/// A task whose samples are {content, style [3, S, S], mask [1, S, S]}: random crops of a photo
/// each of both sets. The mask (alpha, a mask file, or what is not clipped) reaches the network
/// where its style encoder is partial; `hidden` of the styles are shown in part (drawn_mask).
/// Where objective.adversarial_weight > 0, trained() is a module of "network" and "discriminator".
///
/// Held-out results have the figures "left" (sliced_colour_distance to the style over that of the
/// content), "lost" (structure_loss) and, where there is a judge, "judge_content" and
/// "judge_style", its distances; all 0 at best. Held-out content n is shown in the look of held-out
/// style n, beginning again where styles are fewer. Opens the photos and makes the network from
/// LibTorch's generator: seed that first.
std::unique_ptr<training::Task> make_task(const StyleTaskOptions& options,
                                          int64_t batch,
                                          int64_t seed);

}  // namespace lowlight::tasks
