// What a processor says about a picture besides its result.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lowlight/detection/boxes.h"
#include "lowlight/imaging/image.h"

namespace lowlight::batch {

/// How a photo was exposed, and why.
struct Exposure {
  /// How many EV brighter the meter would make a grey of the photo's mean luma, before any setting.
  double ev = 0;
  /// How much of it was given: 1 to dark photos, 0 to photos that are exposed as they should be.
  double share = 0;
  std::string why = {};  ///< The evidence, a sentence.
};

/// A face in the photo.
struct Face {
  detection::CornerSize<detection::Pixels> box;  ///< May reach beyond the photo.
  double score = 0;                              ///< How sure it is one, in [0, 1].
  bool operator==(const Face&) const = default;
};

/// The faces that were found in a photo and in its result, the surest first.
struct Faces {
  std::vector<Face> before = {};
  std::vector<Face> after = {};
  bool operator==(const Faces&) const = default;
};

struct Remarks {
  std::vector<std::string> warnings;  ///< A sentence for each thing that went otherwise.
  std::optional<Exposure> exposure;   ///< Missing where nothing was metered.
  std::optional<Faces> faces;         ///< Missing where none were looked for.
  /// Which pixels of the picture hold more signal than noise (imaging/trust_map.h); null where it
  /// was not asked for.
  std::shared_ptr<const imaging::Image> trust_map;
};

}  // namespace lowlight::batch
