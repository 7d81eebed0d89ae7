// The picture that others are to look like, and the part of it that counts.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "lowlight/codecs/photo.h"
#include "lowlight/imaging/image.h"

namespace lowlight::inference {

/// Reads the file of a reference as codecs::read_photo does. Each warning is added to `warnings`,
/// where they are given, behind the file's name. Throws ImageError also for what is no regular file
/// and might never end.
codecs::Photo read_reference(const std::filesystem::path& file,
                             const codecs::ReadOptions& options,
                             std::vector<std::string>* warnings = nullptr);

/// colours [3, h, w] in [0, 1]: the mean of what counts in each pixel's area, 0 where nothing does;
/// share [h, w]: how much of the area counts.
struct ReferencePicture {
  at::Tensor colours;
  at::Tensor share;
};

/// The parts of `photo` that are not transparent (alpha of at least a half) and, stretched over the
/// photo, on which `mask` is light (luma · alpha of at least a half); cut to what they lie in and
/// shrunk to this long side. What does not count changes nothing, bit for bit. The mask is read as
/// read_reference does. Throws ImageError with the name of the mask, or else `name`, where the mask
/// cannot be read or nothing counts.
ReferencePicture reference_picture(const imaging::Image& photo,
                                   const std::string& name,
                                   const std::optional<std::filesystem::path>& mask,
                                   int64_t long_side,
                                   const codecs::ReadOptions& read = {},
                                   std::vector<std::string>* warnings = nullptr);

}  // namespace lowlight::inference
