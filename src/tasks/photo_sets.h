// What tasks ask and tell of the sets of photos that their options name.
#pragma once

#include <cstdint>
#include <string>

#include "lowlight/core/problems.h"
#include "lowlight/data/open_photos.h"

namespace lowlight::tasks {

/// Adds a problem where the set `key` names no photos.
void require_photos(const std::string& key, const data::PhotosOptions& photos, Problems& problems);

/// Adds a problem where only one of two sets names photos.
void require_both_or_neither(const std::string& first_key,
                             const data::PhotosOptions& first,
                             const std::string& second_key,
                             const data::PhotosOptions& second,
                             Problems& problems);

/// "12 dark photos of FOLDER", for logs and metadata.
std::string amount_text(int64_t count, const std::string& kind, const std::string& place);

}  // namespace lowlight::tasks
