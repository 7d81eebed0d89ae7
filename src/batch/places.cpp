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

fs::path Places::resolved(const fs::path& path) {
  std::error_code failure;
  const auto place = fs::weakly_canonical(fs::absolute(path), failure);
  // A link that is left leads to what does not exist yet: written through it, it will be there.
  std::error_code no_link;
  const auto target = fs::read_symlink(place, no_link);
  if (!failure && !no_link) return resolved(place.parent_path() / target);
  const auto result = failure ? fs::absolute(path).lexically_normal() : place;
  return result.has_filename() ? result : result.parent_path();
}

std::string quoted(const fs::path& path) { return "'" + display_name(path) + "'"; }

}  // namespace lowlight::batch
