// Bright photos made of dark ones without a network.
#pragma once

#include <memory>

#include "lowlight/data/photo_source.h"
#include "lowlight/tasks/pair_options.h"

namespace lowlight::tasks {

/// The photos of `photos` as the teacher sees them well lit, noise calmed as imaging::calming_for
/// asks. Alpha is dropped. Each photo is brightened each time it is read: at full size, so reduce
/// long ones before.
std::shared_ptr<const data::PhotoSource> brightened_photos(
    std::shared_ptr<const data::PhotoSource> photos, Teacher teacher);

}  // namespace lowlight::tasks
