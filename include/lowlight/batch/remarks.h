// What a processor says about a picture besides its result.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace lowlight::batch {

/// How a photo was exposed, and why.
struct Exposure {
  /// log₂ of the gain on linear light that the meter found for the photo, before any setting.
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
