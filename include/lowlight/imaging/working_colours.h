// Between a photo's own codes and those of the colours that algorithms work in.
#pragma once

#include <cstdint>
#include <vector>

#include "lowlight/imaging/image.h"

namespace lowlight::imaging {

/// A table for each colour channel. Alpha has none: it is scaled to the depth.
struct WorkingColours {
  using Tables = std::vector<std::vector<uint16_t>>;

  BitDepth own_depth = BitDepth::u8;
  Tables to_working;  ///< of the own codes; working codes have 16 bits
  Tables to_own;      ///< of the 65536 working codes

  Image working(const Image& own) const;
  Image own(const Image& working) const;
};

}  // namespace lowlight::imaging
