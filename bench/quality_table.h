// One table of picture quality: a row a method, measured over many pictures.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "quality_methods.h"
#include "quality_samples.h"

namespace lowlight::bench {

/// Measures `count` samples, made one by one, and prints a table as markdown: PSNR, SSIM and ΔE2000
/// with their worst, the same with the mean brightness taken out; the median noise gain on flat
/// patches (metrics/noise.h); and blotches on flat areas (metrics/blotches.h) of each photo
/// relative to those of gamma to the mean luma of the output, their median and 90 % point.
void print_quality_table(const std::vector<Method>& methods,
                         size_t count,
                         const std::function<Sample(size_t)>& sample);

}  // namespace lowlight::bench
