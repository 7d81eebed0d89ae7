// What a result must be before it is written.
#pragma once

#include <string>
#include <vector>

#include "lowlight/codecs/image_io.h"
#include "lowlight/imaging/picture_rows.h"

namespace lowlight::batch {

/// Throws std::runtime_error where a result of this shape, so far, cannot become that of the photo:
/// another width, depth or number of channels, or too many rows.
void check_rows(const imaging::ImageShape& so_far, const imaging::ImageShape& photo);

/// Throws std::runtime_error where the result has fewer rows than the photo.
void check_complete(const imaging::ImageShape& result, const imaging::ImageShape& photo);

/// Whether colours differ by more than 1/32 of the whole range.
bool varies_clearly(const imaging::PictureRows& picture);

/// Throws std::runtime_error where a result has one colour only; alpha does not count. For photos
/// that vary clearly: calming noise may level others.
void check_variety(const imaging::PictureRows& result);

/// Appends a sentence for each thing that a file of `format` cannot hold of such a photo.
void warn_of_losses(const imaging::ImageShape& photo,
                    codecs::ImageFormat format,
                    std::vector<std::string>& warnings);

}  // namespace lowlight::batch
