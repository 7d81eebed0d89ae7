// What is wrong with the photos that a configuration names.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "lowlight/data/check_photos.h"
#include "lowlight/io/config.h"

namespace lowlight::tasks {

/// A report for each set of photos, by the dotted name of its table ("photos", "validation.dark"),
/// and for each two sets that belong together ("photos"). Each set is judged by its role
/// (data::PhotoRole) and the crops that it is shown in: alpha is a mask where the set is of styles;
/// styles must be distinct; dark photos need a sixth of the contrast that crops which bright photos
/// share ask for. Trains nothing, writes nothing. Throws ConfigError as run_training does.
std::vector<std::pair<std::string, data::CheckReport>> check_training_photos(
    const io::Config& config);

}  // namespace lowlight::tasks
