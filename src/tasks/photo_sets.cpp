#include "tasks/photo_sets.h"

namespace lowlight::tasks {

void require_photos(const std::string& key, const data::PhotosOptions& photos, Problems& problems) {
  if (photos.path.empty()) problems.push_back({key + ".path", "must name photos"});
}

void require_both_or_neither(const std::string& first_key,
                             const data::PhotosOptions& first,
                             const std::string& second_key,
                             const data::PhotosOptions& second,
                             Problems& problems) {
  if (first.path.empty() == second.path.empty()) return;
  problems.push_back(
      {first_key + ".path", "and " + second_key + ".path must both name photos, or neither"});
}

std::string amount_text(int64_t count, const std::string& kind, const std::string& place) {
  return std::to_string(count) + " " + kind + " of " + place;
}

}  // namespace lowlight::tasks
