// Logs that a resumed run continues.
#pragma once

#include <filesystem>
#include <fstream>
#include <functional>
#include <string>

namespace lowlight::training {

/// Removes from the text file at `path`, which may be missing, every line that `keep` refuses and a
/// last one without an end: a process was killed while it wrote it. Then opens it to append. Throws
/// DataError where it cannot be written.
std::ofstream append_after(const std::filesystem::path& path,
                           const std::function<bool(const std::string&)>& keep);

}  // namespace lowlight::training
