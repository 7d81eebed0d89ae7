// What the colours of a picture are like, in numbers.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace lowlight::models {

/// How many numbers colour_statistics returns for each picture.
inline constexpr int64_t kColourStatistics = 161;

/// pixels [N, 3, P], sRGB in [0, 1], in any order → [N, kColourStatistics], each about 1 large:
///   - eleven quantiles each of L*, a*, b*, red, green, blue and chroma;
///   - in six overlapping bands of L*: the mean a*, b*, chroma and share of the pixels, and the
///     mean a*, b* and share of the nearly grey ones (weight exp(−chroma / 6)): where greys lie
///     tells a cast from coloured things;
///   - in twelve overlapping sectors of hue, weighted by chroma: the share, L* and chroma;
///   - the roots of the covariances of L*, a*, b*, with their signs.
/// Bands and sectors without pixels give 0. All numbers of a picture with a pixel that is not
/// finite are NaN. Computed in single precision on the CPU wherever the pixels lie; no gradient
/// reaches them. P ≥ 1, else c10::ValueError.
at::Tensor colour_statistics(const at::Tensor& pixels);

}  // namespace lowlight::models
