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
  double strength = 1;  ///< 0 gives the input's very pixels, 1 the whole change.
  double exposure = 0;  ///< EV on top of the brightness that the meter chooses
  double denoise = 1;   ///< Multiplies the calming that the photo's noise asks for; 0 calms none.
  std::optional<std::filesystem::path> style = {};  ///< The photo whose look is carried over.
  /// A picture that is light where the style photo counts.
  std::optional<std::filesystem::path> style_mask = {};
  /// Without a style, corrects towards the learned look of well-lit photos.
  bool stored_look = false;
  std::filesystem::path model = {};  ///< Weights that lowlight_train made; only a look needs them.
  std::string device = "auto";       ///< The network's device: auto, cpu, cuda, cuda:1.
  int64_t threads = 0;               ///< Threads that work on one photo; 0 takes all cores.
};

/// Whether a look is asked for, a style's or the stored one. Without one no weights are read, and
/// nothing is computed on a GPU.
bool uses_network(const EnhanceSettings& settings);

/// Enhances photos. A small picture of each is metered (imaging/brightening.h); brightening and
/// noise calming are carried out at full size (imaging/photo_transform.h). With a look the network
/// reads the small picture and the look and predicts a grid of colour corrections on top. The
/// stored look is off by default: on real exposure brackets the closed form alone measured better
/// (docs/decisions/0004-enhancer.md). Photos that are well lit stay as they are, unless a style is
/// given; exposure and denoise fade with the rest. Colours under alpha 0 have no influence on what
/// is seen.
///
/// Throws ConfigError with everything wrong in the settings: strength outside [0, 1], exposure
/// outside [−5, 5], denoise outside [0, 4], a mask without a style; also for a device that is named
/// and not there. With a look, throws CheckpointError where the weights do not fit and ImageError
/// where the style photo or its mask cannot be read. Without one, CUDA is loaded only where
/// `device` names a GPU.
std::unique_ptr<batch::PhotoProcessor> make_photo_enhancer(const EnhanceSettings& settings);

}  // namespace lowlight::inference
