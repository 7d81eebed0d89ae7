// Dark photo in, well-lit photo out.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "lowlight/inference/photo_processor.h"

namespace lowlight::inference {

struct EnhanceSettings {
  double strength = 1;  ///< 0 = the input's very pixels, 1 = the whole change
  std::optional<std::filesystem::path> style;  ///< a photo whose look is to be carried over
  std::filesystem::path model;                 ///< weights that lowlight_train made
  std::string device = "auto";                 ///< of the network: auto, cpu, cuda, cuda:1
  int64_t threads = 0;                         ///< of one photo's work; 0 = all cores
};

/// The enhancer with weights of `settings.model`. Each photo: a small picture of it is metered and
/// brightened (models/brightening.h), the network reads that and the look (of `style`, else the
/// stored one) and predicts a grid of colour corrections; brightening, noise calming and
/// corrections are then carried out at full size (imaging/photo_transform.h). Photos that are well
/// lit stay as they are, unless a style is given.
///
/// Throws CheckpointError where the weights do not fit, ImageError where the style photo cannot be
/// read, ConfigError for a strength outside [0, 1] or a device that is not there.
std::unique_ptr<PhotoProcessor> make_photo_enhancer(const EnhanceSettings& settings);

}  // namespace lowlight::inference
