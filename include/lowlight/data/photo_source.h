// Where training photos come from.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>

#include "lowlight/detection/boxes.h"

namespace lowlight::data {

/// A numbered set of photos. All members may be called from several threads at once.
class PhotoSource {
 public:
  virtual ~PhotoSource() = default;

  virtual int64_t size() const = 0;

  /// Path or name of photo i, 0 ≤ i < size(): its partners, masks and boxes are found by it. Any
  /// bytes; display_name makes text of them (core/display_name.h).
  virtual std::string name(int64_t i) const = 0;

  /// uint8 [C, H, W], sRGB-encoded; C is 3, or 4 where the fourth channel is straight alpha (255 =
  /// valid). The tensor may be shared: do not write to it. Throws an Error that names the file
  /// where the photo cannot be read.
  virtual at::Tensor photo(int64_t i) const = 0;

  /// The size of photo i before it was reduced on reading: boxes are drawn on that.
  virtual detection::PictureSize whole_size(int64_t i) const {
    const auto shown = photo(i);
    return {shown.size(2), shown.size(1)};
  }
};

}  // namespace lowlight::data
