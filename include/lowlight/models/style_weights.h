// Style networks from files of weights.
#pragma once

#include <filesystem>

#include "lowlight/models/style_network.h"

namespace lowlight::models {

/// The network kind that checkpoints of style networks carry.
inline constexpr const char* kStyleNetwork = "style";

/// The network of a checkpoint that lowlight_train made, or of a published AesFA checkpoint of any
/// width that tools/convert_checkpoint.py turned into safetensors, on the CPU and ready to use.
/// Throws CheckpointError where the file is missing or holds another network, or a number that is
/// none (models/weights_file.h): names and shapes of everything that does not fit are listed.
StyleNetwork load_style_network(const std::filesystem::path& path);

}  // namespace lowlight::models
