// Two sets of photos of the same scenes.
#pragma once

#include <memory>

#include "lowlight/data/photo_source.h"

namespace lowlight::data {

/// The photos of `others` in the order of `photos`: photo i is the one whose name has the stem of
/// photos' i, whatever the folder and the ending ("dark/a.jpg" and "bright/x/a.png"). Throws
/// DataError that lists every photo of either set without a partner, and those with more than one.
std::shared_ptr<const PhotoSource> partners_of(const PhotoSource& photos,
                                               std::shared_ptr<const PhotoSource> others);

}  // namespace lowlight::data
