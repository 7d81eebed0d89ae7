// Training of the network that finds looks: scenes, each shown in a look, and the look as the
// answer.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "lowlight/core/problems.h"
#include "lowlight/data/open_photos.h"
#include "lowlight/models/look_finder.h"
#include "lowlight/training/task.h"

namespace lowlight::tasks {

struct LookTaskOptions {
  data::PhotosOptions photos{.long_side = 256};
  data::PhotosOptions validation{.long_side = 256};
  std::string looks;
  std::string validation_looks;
  double drawn = 0.55;
  double plain = 0.08;
  double other_light = 0;
  int64_t pixels = 1024;
  double faint = 3;
  models::LookFinderOptions network;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("photos", self.photos, "photos in no look of their own");
    visit("validation", self.validation, "photos that are held out, path = \"\" for none");
    visit("looks", self.looks, "folder of .cube tables to learn, \"\" = drawn looks only");
    visit(
        "validation_looks", self.validation_looks, "folder of those held out, \"\" = drawn looks");
    visit("drawn", self.drawn, in(0, 1), "share of drawn looks beside those of the folder");
    visit("plain", self.plain, in(0, 1), "share of scenes that are shown in no look");
    visit(
        "other_light",
        self.other_light,
        in(0, 1),
        "share of scenes that are taken in other contrast and light: what a scene has of itself is "
        "then told from a faint look, and casts are answered less");
    visit("pixels", self.pixels, at_least(1), "pixels of each scene");
    visit("faint", self.faint, above(0), "ΔE that each look's size is raised by in the loss");
    visit("network", self.network, "the network");
  }

  static constexpr const char* kName = "look";

  /// There are photos to learn from.
  void check(Problems& problems) const;
};

/// A task whose samples are "pixels" [3, P] of a scene (data::draw_scene) in a look, and kColours
/// nodes of it as "places", drawn as often as photos have such colours, with their results "truth"
/// [kColours, 3]. Looks are drawn (data::draw_look_table) or read. Held-out photos are shown as
/// they are, each in eight held-out looks. The first samples set the network's mean and spread and,
/// as principal components, its bases. Opens the photos and makes the network from LibTorch's
/// generator: seed that first.
std::unique_ptr<training::Task> make_task(const LookTaskOptions& options,
                                          int64_t batch,
                                          int64_t seed);

}  // namespace lowlight::tasks
