// Blotches: chance colour, tens of pixels wide, that brightening makes visible.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace lowlight::metrics {

/// The side of a flat area, in pixels: wide enough to hold several blotches.
inline constexpr int64_t kFlatArea = 64;

/// The dark areas that hold nearly no structure, flattest first: row-major numbers in the grid of
/// whole 64 × 64 areas. Of those with a mean luma of 1 to 60 codes and no pixel above 250, the
/// quarter, rounded up, where the deviation of 8 × 8 means of luma from their best plane is least
/// beside the mean luma plus 2 codes. May be empty. dark: uint8 [3, H, W] on the CPU.
std::vector<int64_t> flat_areas(const at::Tensor& dark);

/// In codes: the root mean square, over the areas and both colour differences (red − luma and
/// blue − luma, Rec.601), of the low-passed difference about its best plane in the area. The
/// low pass is a Gaussian of σ 8 pixels, cut at 24, over the whole picture; beyond its border the
/// outermost pixels repeat. NaN without areas. picture: uint8 [3, H, W] on the CPU; areas from
/// flat_areas of a picture of the same size, else c10::ValueError.
double blotches(const at::Tensor& picture, const std::vector<int64_t>& areas);

}  // namespace lowlight::metrics
