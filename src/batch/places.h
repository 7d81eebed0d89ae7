// Where paths lead, so that two spellings of one place are known to be one.
#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace lowlight::batch {

/// The place of a path with links and dots in its folder resolved, whether it exists or not. The
/// last component is kept as it is: replacing a link does not touch what it points to.
class Places {
 public:
  std::filesystem::path of(const std::filesystem::path& path);

  /// The place with links in the last component resolved, too: that of a folder, or of a file that
  /// is read or written through them.
  static std::filesystem::path resolved(const std::filesystem::path& path);

 private:
  std::map<std::string, std::filesystem::path> folders_;
};

/// For messages.
std::string quoted(const std::filesystem::path& path);

}  // namespace lowlight::batch
