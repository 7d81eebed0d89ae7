// What a processor says about a picture besides its result.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace lowlight::batch {

/// How a photo was exposed, and why.
struct Exposure {
  /// How many EV brighter the meter would make a grey of the photo's mean luma, before any setting.
  double ev = 0;
  /// How much of it was given: 1 to dark photos, 0 to photos that are exposed as they should be.
  double share = 0;
  std::string why = {};  ///< The evidence, a sentence.
};

struct Remarks {
  std::vector<std::string> warnings;  ///< A sentence for each thing that went otherwise.
  std::optional<Exposure> exposure;   ///< Missing where nothing was metered.
};

}  // namespace lowlight::batch
