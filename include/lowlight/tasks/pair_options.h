// How the enhancer's training pairs are made of photos.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lowlight/core/rule.h"
#include "lowlight/data/crop.h"
#include "lowlight/data/darkening.h"
#include "lowlight/data/look.h"

namespace lowlight::tasks {

/// How a pair is made of one well-lit photo.
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
    visit("neutral", self.neutral, in(0, 1), "share of samples in the photo's own look");
  }
};

/// How a pair is made of a dark and a bright photo of one scene.
struct MatchedPairsOptions {
  data::CropOptions crop{};
  double neutral = 0.5;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("crop", self.crop, "the squares that are shown");
    visit("neutral",
          self.neutral,
          in(0, 1),
          "share of samples that learn the stored look, not that of their own bright photo");
  }
};

/// What makes the bright photo of a pair whose dark photo alone is there.
enum class Teacher {
  brighten,  ///< imaging::brighten, metered, weighted by the photo's darkness: what `enhance` does
  floor,     ///< imaging::floor_tone at mean luma 0.46, however dark the photo is
};

/// The names of the values, as users write them.
constexpr auto names_of(Teacher) {
  return std::to_array<std::pair<Teacher, std::string_view>>(
      {{Teacher::brighten, "brighten"}, {Teacher::floor, "floor"}});
}

}  // namespace lowlight::tasks
