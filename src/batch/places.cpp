#include "batch/places.h"

#include <system_error>

#include "lowlight/core/display_name.h"

namespace lowlight::batch {

namespace fs = std::filesystem;

fs::path Places::of(const fs::path& path) {
  const fs::path folder = path.has_parent_path() ? path.parent_path() : ".";
  const auto [found, added] = folders_.try_emplace(folder.native());
  if (added) found->second = resolved(folder);
  return found->second / path.filename();
}

fs::path Places::resolved(const fs::path& folder) {
  std::error_code failure;
  const auto place = fs::weakly_canonical(fs::absolute(folder), failure);
  const auto result = failure ? fs::absolute(folder).lexically_normal() : place;
  return result.has_filename() ? result : result.parent_path();
}

std::string quoted(const fs::path& path) { return "'" + display_name(path) + "'"; }

}  // namespace lowlight::batch
