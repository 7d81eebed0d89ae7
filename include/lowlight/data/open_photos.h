// A set of training photos as a configuration names it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "lowlight/core/rule.h"
#include "lowlight/data/photo_source.h"

namespace lowlight::data {

/// What the photos of a set are for.
enum class PhotoRole {
  well_lit,  ///< photos as they should be
  dark,      ///< photos to brighten
  style,     ///< looks to take: alpha is a mask, and no two may be nearly alike
};

/// Which photos, and how they are read. `role` is no key: what uses the photos sets it.
struct PhotosOptions {
  std::string path{};
  std::string masks{};
  int64_t clipping = -1;
  bool trusted = false;
  std::string boxes{};
  double least_box = 6;
  int64_t long_side = 0;
  int64_t cache_bytes = 512'000'000;
  PhotoRole role = PhotoRole::well_lit;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("path", self.path, "folder, text file with a path a line, or packed file (.safetensors)");
    visit("masks",
          self.masks,
          "folder with a mask for each photo, \"\" = alpha where a photo has it");
    visit("clipping",
          self.clipping,
          in(-1, 127),
          "pixels this many codes from black or white are masked out, -1 = none are");
    visit("trusted",
          self.trusted,
          "mask out pixels that hold more noise than signal, and light that was cut off");
    visit("boxes",
          self.boxes,
          "boxes of the photos, for a detector in the loop: a list of WIDER FACE or DARK FACE, a "
          "folder of DARK FACE's labels, or COCO's JSON; \"\" = none");
    visit("least_box",
          self.least_box,
          at_least(0),
          "least side of boxes that are learned from, in pixels of the crop");
    visit("long_side",
          self.long_side,
          at_least(0),
          "reduce longer photos to this long side on reading, 0 = keep them");
    visit("cache_bytes",
          self.cache_bytes,
          at_least(0),
          "bytes of decoded photos that are kept in memory");
  }
};

/// PackedSource for a path that ends in ".safetensors", else FolderSource; a MaskedSource around it
/// for each kind of mask that is asked for: masks in files, `clipping` that is not -1, `trusted`.
/// long_side and cache_bytes serve folders and lists. Throws what their constructors throw.
std::shared_ptr<const PhotoSource> open_photos(const PhotosOptions& options);

}  // namespace lowlight::data
