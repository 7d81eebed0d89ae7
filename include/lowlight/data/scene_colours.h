// The colours of a scene that nobody took: what a look is shown on in training.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "lowlight/core/random.h"
#include "lowlight/data/photo_source.h"

namespace lowlight::data {

/// Pixels [P, 3] in [0, 1] and the photos they come from.
struct SceneColours {
  at::Tensor colours;
  std::vector<std::string> names;
  std::vector<std::string> warnings;  ///< the photos that were passed over and why
};

/// P pixels of a random part of photo `index`; every second time some of them are replaced by those
/// of a second photo, now and then of a third; the hues of each part are recoloured half the time,
/// and the whole is taken with a little more or less light, a share `other_light` of the scenes in
/// other contrast and in light of a colour. Photos are few and looks must be told from scenes, so
/// no scene comes twice. A function of (index, other_light, random) alone. Throws DataError
/// as draw_photo does.
SceneColours draw_scene(const PhotoSource& photos,
                        int64_t index,
                        int64_t pixels,
                        double other_light,
                        RandomStream& random);

/// P pixels of the whole of a photo as it is.
SceneColours plain_scene(const PhotoSource& photos,
                         int64_t index,
                         int64_t pixels,
                         RandomStream& random);

}  // namespace lowlight::data
