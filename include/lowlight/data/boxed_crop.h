// Square crops of photos whose boxes are known.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>

#include "lowlight/core/random.h"
#include "lowlight/data/crop.h"
#include "lowlight/detection/boxes.h"

namespace lowlight::data {

/// A random square of the uint8 photo [3|4, H, W] that holds one of its boxes, in its pixels: a box
/// drawn at random lies in it wholly, as far as the photo's short side lets it, and is at least
/// `least_side` pixels wide and high in the crop, as far as the square can be so small. Else as
/// random_place, which it is where the photo has no box: squares without content are drawn again,
/// with another box.
std::optional<CropPlace> random_boxed_place(const at::Tensor& photo,
                                            const detection::ManyCorners<detection::Pixels>& boxes,
                                            double least_side,
                                            const CropOptions& options,
                                            RandomStream& random);

/// The boxes [T] of a photo as the crop of `size` pixels at `place` shows them, mirrored where that
/// is, cut at its sides, in its pixels [T]: one that it does not show has no area.
detection::ManyCorners<detection::Pixels> boxes_in_crop(
    const detection::ManyCorners<detection::Pixels>& boxes, const CropPlace& place, int64_t size);

/// Which of the boxes [T] have their centre in that crop, [T] booleans.
at::Tensor centred_in_crop(const detection::ManyCorners<detection::Pixels>& boxes,
                           const CropPlace& place);

}  // namespace lowlight::data
