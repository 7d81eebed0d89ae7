// Dark photo in, well-lit photo out.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "lowlight/batch/photo_processor.h"
#include "lowlight/core/fields.h"

namespace lowlight::inference {

struct EnhanceSettings {
  static constexpr Rule kStrength = in(0, 1), kExposure = in(-5, 5), kDenoise = in(0, 4),
                        kLookStrength = in(0, 1), kHighlights = in(0, 1), kShadows = in(-1, 1),
                        kThreads = in(0, 4096);

  double strength = 1;      ///< 0 gives the input's very pixels, 1 the whole change.
  double exposure = 0;      ///< EV on top of the brightness that the meter chooses, of every photo
  double highlights = 0.5;  ///< How much of its light is taken back from what would burn
  double shadows = 0;       ///< How much more light shadows get; less below 0
  double denoise = 1;  ///< Multiplies the calming that the photo's noise asks for; 0 calms none.
  /// The look to put on: a photo that has it, a .cube table or a HaldCLUT picture (look.h).
  std::optional<std::filesystem::path> look = {};
  double look_strength = 1;  ///< How much of the look is put on; 0 is as without one.
  /// A picture that is light where the photo with the look counts.
  std::optional<std::filesystem::path> style_mask = {};
  bool stored_look = false;  ///< Corrects towards the learned look of well-lit photos.
  /// Weights that lowlight_train made; "" finds those that ship. Only the look of a photo and the
  /// stored look need them.
  std::filesystem::path model = {};
  std::string device = "auto";  ///< The network's device: auto, cpu, cuda, cuda:1.
  int64_t threads = 0;          ///< Threads that work on one photo; 0 takes all cores.

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("strength", self.strength, kStrength, "how much of the change is made");
    visit("exposure", self.exposure, kExposure, "EV brighter than the meter chooses");
    visit("highlights", self.highlights, kHighlights, "light taken back from what would burn");
    visit("shadows", self.shadows, kShadows, "more light in shadows, less below 0");
    visit("denoise", self.denoise, kDenoise, "factor on the usual calming of noise");
    visit("look", self.look, "photo, .cube table or HaldCLUT picture whose look is put on");
    visit("look-strength", self.look_strength, kLookStrength, "how much of the look is put on");
    visit("style-mask", self.style_mask, "picture that is light where the look's photo counts");
    visit("stored-look", self.stored_look, "whether the learned look of well-lit photos is used");
    visit("model", self.model, "weights for a look");
    visit("device", self.device, "auto, cpu, cuda or cuda:N");
    visit("threads", self.threads, kThreads, "threads that work on one photo, 0 = all cores");
  }
  void check(Problems& problems) const {
    if (style_mask && !look) problems.push_back({"style-mask", "needs a look"});
    if (stored_look && look) problems.push_back({"stored-look", "and look exclude each other"});
  }
};

/// The weights that these settings need: those of a look that is found in a photo, or of the stored
/// look; nothing where they need none, and then nothing is computed on a GPU either. Throws
/// ImageError where the look's file cannot be read, CheckpointError where weights are missing.
std::optional<std::filesystem::path> needed_weights(const EnhanceSettings& settings);

/// Enhances photos. A small picture of each is metered (imaging/brightening.h) and its local
/// exposure chosen (imaging/exposure_map.h); both, and the calming of noise, are carried out at
/// full size (imaging/photo_transform.h), and so is a look, on top of them. exposure acts on what
/// the look is put on, in linear light and anchored at white: y → k·y/(1 + (k − 1)·y), k =
/// 2^exposure: what is clipped stays white, nothing else clips. The stored look, a grid of
/// corrections that a network predicts from the small picture, is off by default: on real exposure
/// brackets the closed form alone measured better (docs/decisions/0004-enhancer.md). Photos that
/// are well lit stay as they are, unless exposure or shadows ask for a change; a look they take
/// whole. What the meter found goes into the remarks. Colours under alpha 0 have no influence on
/// what is seen.
///
/// Throws ConfigError with everything wrong in the settings; also for a device that is named
/// and not there. With a look, throws what Look::find throws, with the stored one CheckpointError.
/// Without the stored look, CUDA is loaded only where `device` names a GPU.
std::unique_ptr<batch::PhotoProcessor> make_photo_enhancer(const EnhanceSettings& settings);

}  // namespace lowlight::inference
