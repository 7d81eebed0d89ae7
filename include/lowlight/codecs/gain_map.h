// Gain maps: small pictures behind a photo that say how much brighter a display of high dynamic
// range shows it (Adobe's Gain Map 1.0, Ultra HDR 1, ISO 21496-1).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lowlight/codecs/image_io.h"
#include "lowlight/imaging/picture_rows.h"

namespace lowlight::codecs {

/// Linear light of a picture at the size of a gain map: three values in [0, 1] a pixel, each the
/// mean over its part of the picture.
struct SmallLight {
  int64_t width = 0;
  int64_t height = 0;
  std::vector<float> values = {};

  bool operator==(const SmallLight&) const = default;
};

/// The light of `picture`, which is upright, for this photo's gain map; nothing where it has none,
/// or one that says not how it is to be used. The picture is read in bands of `band_rows`.
std::optional<SmallLight> light_for_gain_map(const Photo& photo,
                                             const imaging::PictureRows& picture,
                                             int64_t band_rows);

/// Makes the gain map fit a photo whose light was `before` and is `after`, so that the rendition H
/// of high dynamic range is enhanced like the photo S: H' = H · S'/S. With
/// H = (S + k_s) · 2^G − k_h, G = min + (max − min) · code^(1/γ) it follows that
/// G' = log2((H' + k_h) / (S' + k_s)), which is clipped to [min, max]: the headroom stays. The map
/// is turned as the photo was. One that needs no change keeps its bytes; one that does not say how
/// it is used, or cannot be decoded, is taken out, with a warning.
void refit_gain_map(Photo& photo,
                    const std::optional<SmallLight>& before,
                    const std::optional<SmallLight>& after,
                    std::vector<std::string>& warnings);

}  // namespace lowlight::codecs
