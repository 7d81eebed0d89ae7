// What brightening does for a detector of faces.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "quality_methods.h"

namespace lowlight::bench {

struct FacesBench {
  std::filesystem::path well_lit, dark;
  int64_t draws = 1;  ///< of noise, for each photo and exposure
};

/// Tables, as markdown, by YuNet at a long side of 640 pixels.
///
/// Photos of `well_lit` and the folders in it in which faces are found with a score of at least
/// 0.6: they are the truth. The photos are darkened by 5, 6.5 and 8 EV in linear light, with a
/// noise of variance 2e-4 · light + 4e-7, in 8 bits; each method brightens them. Average precision
/// (VOC, IoU 0.5, scores from 0.02) over all draws of noise, and the middle 95 % of 1000 draws of
/// as many photos with replacement. For each exposure, how the logits of all anchors are
/// distributed behind each method and in the well-lit photos, and how far apart
/// (detection::logits_apart).
///
/// Photos of `dark`, as they are: how many faces are found at 0.6 behind each method, and how many
/// of those found before are found no more (IoU 0.5).
void print_faces(const std::vector<Method>& methods, const FacesBench& bench);

}  // namespace lowlight::bench
