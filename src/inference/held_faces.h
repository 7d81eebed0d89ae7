// Faces whose lights brightening would burn.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "inference/face_finder.h"
#include "lowlight/batch/remarks.h"
#include "lowlight/imaging/brightening.h"
#include "lowlight/imaging/exposure_map.h"
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

/// Where each face's owner shows skin in a small picture [1, 3, h, w] in [0, 1], [N, h, w]. With
/// c = (log₂ R/G, log₂ G/B) of linear light, and c₀ that of the face's mean:
///   max(face, body · (1 − smoothstep(0.4, 0.9, u)) · smoothstep(0.3, 0.6, |c₀|)),
///   u² = (|c − c₀|² − max((c − c₀) · c₀/|c₀|, 0)²)/min(|c₀|, 1)²;
/// body as face, of a box five times as wide and high that begins one face's height above it. Shade
/// deepens skin's colour, so more of it is like the face. A grey has u ≥ 1, and in greys no skin is
/// told from the rest.
at::Tensor skin_masks(const at::Tensor& small, const FaceBoxes& faces);

/// The masks of those that are seen and of those that may burn; undefined for none, and where
/// the settings hold no lights back.
imaging::FaceMasks held_faces(const at::Tensor& small,
                              const imaging::Brightening& step,
                              const EnhanceSettings& settings,
                              FaceBoxes seen,
                              const LateFaceFinder& finder,
                              std::vector<std::string>* warnings);

}  // namespace lowlight::inference
