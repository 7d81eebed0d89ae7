// What lets the faces of a photo be seen best.
#pragma once

#include <functional>

#include "inference/face_finder.h"
#include "lowlight/imaging/added_colours.h"
#include "lowlight/imaging/photo_transform.h"
#include "lowlight/imaging/picture_rows.h"

namespace lowlight::inference {

/// Beside what the photo itself asks for.
struct FaceNeeds {
  double ev = 0;                     ///< on top of the exposure
  double calming = 1;                ///< a factor on the calming
  imaging::AddedColours added = {};  ///< what faces that noise hides become near them
  FaceBoxes seen = {};               ///< faces whose lights shall not burn
};

/// The change of a photo, or of a copy of it, with what its faces need.
using TransformFor =
    std::function<imaging::PhotoTransform(const imaging::PictureRows&, const FaceNeeds&)>;

/// What a photo needs in which `seen` are seen as it is. On a copy of kFaceSide, brightened with
/// half of the calming and, by its noise, softened, the best exposure is found (FaceFinder).
/// Where nothing is like a face there, a photo needs nothing beside. Else it needs half of the
/// calming, and becomes what was seen. From 15 to 21 codes of noise (noise_in) the calming rises to
/// all, and more and more only what is near_faces becomes what was seen: from a score of 0.1 on,
/// in that picture or in the calmed one. Elsewhere the calmed one gets its colours alone, without
/// their mean at a pixel and behind a Gaussian of σ = 3 pixels, so that no face stands in a patch.
FaceNeeds needs_of_faces(const imaging::PictureRows& photo,
                         FaceBoxes seen,
                         const FaceFinder& finder,
                         const TransformFor& transform_for);

}  // namespace lowlight::inference
