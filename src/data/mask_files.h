// Masks kept in files of their own.
#pragma once

#include <filesystem>

#include "data/masked_source.h"

namespace lowlight::data {

/// A mask file for each of `photos`: the mask of "a/b.jpg" is the photo file with the stem "b" in
/// `folder` or a folder in it. A mask pixel counts as valid where its luma is at least 128.
/// Throws DataError that lists the photos without a mask, and those with more than one; the masks
/// throw it where their size is not the photo's.
MaskOfPhoto masks_in(const std::filesystem::path& folder, const PhotoSource& photos);

}  // namespace lowlight::data
