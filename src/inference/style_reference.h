// The photo whose look is carried over, as the network reads it.
#pragma once

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <optional>

namespace lowlight::inference {

/// picture [1, 3, h, w], valid [1, 1, h, w] of 0 and 1 → picture with every pixel that is not valid
/// replaced by the mean of the valid pixels of the smallest cell around it, of 2 × 2, 4 × 4, …
/// pixels, that has valid pixels. Valid pixels stay; without any valid pixel all become 0.
at::Tensor filled(const at::Tensor& picture, const at::Tensor& valid);

/// The reference, at most `long_side` pixels long: float32 [1, 3, h, w] in [0, 1]. Where `mask`, a
/// picture of any size stretched over the reference, has a luma below one half, and where the
/// reference is transparent, it counts for nothing: `filled` from around. Throws ImageError with
/// the file's name where a file cannot be read or the mask leaves nothing.
at::Tensor style_reference(const std::filesystem::path& photo,
                           const std::optional<std::filesystem::path>& mask,
                           int64_t long_side);

}  // namespace lowlight::inference
