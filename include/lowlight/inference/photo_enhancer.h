// Dark photo in, well-lit photo out.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "lowlight/batch/photo_processor.h"

namespace lowlight::inference {

struct EnhanceSettings {
  double strength = 1;  ///< 0 = the input's very pixels, 1 = the whole change
  double exposure = 0;  ///< EV on top of the brightness that the meter chooses
  double denoise = 1;   ///< times the calming that the photo's noise asks for; 0 = none
  std::optional<std::filesystem::path> style = {};  ///< a photo whose look is to be carried over
  std::optional<std::filesystem::path> style_mask = {};  ///< light where the style photo counts
  bool stored_look =
      false;  ///< without a style: correct towards the learned look of well-lit photos
  std::filesystem::path model = {};  ///< weights that lowlight_train made
  std::string device = "auto";       ///< of the network: auto, cpu, cuda, cuda:1
  int64_t threads = 0;               ///< of one photo's work; 0 = all cores
};

/// The enhancer with weights of `settings.model`. Each photo: a small picture of it is metered
/// (models/brightening.h); brightening and noise calming are carried out at full size
/// (imaging/photo_transform.h). With a look, that of `style` or the stored one, the network reads
/// the small picture and the look and predicts a grid of colour corrections on top. The stored look
/// is off by default: on real exposure brackets the closed form alone measured better
/// (docs/decisions/0004-enhancer.md). Photos that are well lit stay as they are, unless a style is
/// given; exposure and denoise fade with the rest. Colours under alpha 0 have no influence on what
/// is seen.
///
/// Throws CheckpointError where the weights do not fit, ImageError where the style photo or its
/// mask cannot be read, ConfigError with everything wrong in the settings: strength outside [0, 1],
/// exposure outside [−5, 5], denoise outside [0, 4], a mask without a style, a device that is not
/// there.
std::unique_ptr<batch::PhotoProcessor> make_photo_enhancer(const EnhanceSettings& settings);

}  // namespace lowlight::inference
