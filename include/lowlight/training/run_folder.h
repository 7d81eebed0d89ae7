// What an earlier run left in its folder.
#pragma once

#include <filesystem>
#include <string>

namespace lowlight::training {

/// Whether `folder` holds a state to go on from, damaged or not.
bool holds_run(const std::filesystem::path& folder);

/// The configuration, JSON, that the newest whole state in `folder` was written by. Throws
/// CheckpointError where none is whole.
std::string newest_config(const std::filesystem::path& folder);

}  // namespace lowlight::training
