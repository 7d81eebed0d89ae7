// File names as text for people.
#pragma once

#include <filesystem>
#include <string>

namespace lowlight {

/// The path on one line of valid UTF-8, whatever its bytes: control characters and bytes that are
/// not UTF-8 become \xNN, a line break \n. Everything else is kept, so that a usual name can be
/// copied from a report.
std::string display_name(const std::filesystem::path& path);

}  // namespace lowlight
