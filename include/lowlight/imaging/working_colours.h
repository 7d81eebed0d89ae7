// Between a photo's own codes and those of the colours that algorithms work in.
#pragma once

#include <cstdint>
#include <vector>

#include "lowlight/imaging/picture_rows.h"

namespace lowlight::imaging {

/// A table for each colour channel. Alpha has no table: it is scaled to the depth.
struct WorkingColours {
  using Tables = std::vector<std::vector<uint16_t>>;

  BitDepth own_depth = BitDepth::u8;
  Tables to_working;  ///< The 16-bit working code of each of the photo's codes.
  Tables to_own;      ///< The photo's code of each of the 65536 working codes.

  /// The rows in working colours, 16 bits deep, whenever they are read. These tables must outlive
  /// them.
  PictureRows working(const PictureRows& own) const;
  Image own(const Image& working) const;
};

}  // namespace lowlight::imaging
