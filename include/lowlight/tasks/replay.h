// A step that was not finite, examined again.
#pragma once

#include <filesystem>
#include <string>

#include "lowlight/doctor/diagnosis.h"

namespace lowlight::tasks {

/// The verdict on the step in a capsule, on any machine: the network is built from the capsule's
/// settings, the photos are not needed. `device` replaces the one it was trained on, "" keeps it.
/// Throws CheckpointError where the capsule is damaged, ConfigError where its settings are of
/// another version.
doctor::Diagnosis replay(const std::filesystem::path& capsule, const std::string& device);

}  // namespace lowlight::tasks
