// What a result must be before it is written.
#pragma once

#include <string>
#include <vector>

#include "lowlight/codecs/image_io.h"
#include "lowlight/imaging/picture_rows.h"

namespace lowlight::batch {

/// What a picture and its result must have in common.
struct Appearance {
  std::string shape;  ///< size, channels and depth, in words
  bool varies;        ///< colours differ by more than 1/32 of the whole range
};

Appearance appearance_of(const imaging::PictureRows& picture);

/// Throws std::runtime_error where `result` cannot be that of a picture that looked like `before`:
/// another shape, or one colour where that varied.
void check_result(const Appearance& before, const imaging::PictureRows& result);

/// Appends a sentence for each thing that a file of `format` cannot hold of such a photo.
void warn_of_losses(const imaging::ImageShape& photo,
                    codecs::ImageFormat format,
                    std::vector<std::string>& warnings);

}  // namespace lowlight::batch
