// Faces whose lights brightening would burn.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "inference/face_finder.h"
#include "lowlight/batch/remarks.h"
#include "lowlight/imaging/brightening.h"
#include "lowlight/imaging/image.h"
#include "lowlight/inference/photo_enhancer.h"

namespace lowlight::inference {

/// The same boxes in shares of the picture.
FaceBoxes in_shares(const std::vector<batch::Face>& faces, const imaging::ImageShape& picture);

/// The faces of a small picture [1, 3, h, w] in [0, 1] whose skin may burn where the step, and `ev`
/// more, brightens it. They are looked for, with 1 EV less light than that, only where 0.2 % of the
/// picture or more may be burning skin (imaging/burning_skin.h). Where the weights for that cannot
/// be read, there are none, and `warnings` say so, where they are given.
FaceBoxes faces_that_may_burn(const at::Tensor& small,
                              const imaging::Brightening& step,
                              double ev,
                              const LateFaceFinder& finder,
                              std::vector<std::string>* warnings);

/// Where each of N faces is, [N, height, width]: w within 0.6 of the ellipse in its box, 0 outside
/// of 1.3, smooth between; w = smoothstep(kUnsureFace, kSureFace, score), so that a face which
/// noise makes a little less sure in one photo of a burst is held back nearly as much.
at::Tensor face_masks(const FaceBoxes& faces, int64_t height, int64_t width);

/// The masks of those that are seen and of those that may burn; undefined for none, and where
/// the settings hold no lights back.
at::Tensor held_faces(const at::Tensor& small,
                      const imaging::Brightening& step,
                      const EnhanceSettings& settings,
                      FaceBoxes seen,
                      const LateFaceFinder& finder,
                      std::vector<std::string>* warnings);

}  // namespace lowlight::inference
