// Between a photo's own codes and those of the colours that algorithms work in.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "lowlight/imaging/picture_rows.h"

namespace lowlight::imaging {

struct WorkingColours {
  BitDepth own_depth = BitDepth::u8;
  /// Writes the 16-bit working codes of rows of the photo, without gaps.
  std::function<void(const Image& own, uint16_t* working)> to_working;
  /// Fills rows of the photo with the codes nearest to working ones.
  std::function<void(const Image& working, Image& own)> to_own;

  /// The rows in working colours, 16 bits deep, whenever they are read. These colours must outlive
  /// them.
  PictureRows working(const PictureRows& own) const;
  Image own(const Image& working) const;
};

/// Colours with a curve for each channel. Alpha has no curve: it is scaled to the depth.
struct ColourTables {
  using Tables = std::vector<std::vector<uint16_t>>;

  Tables to_working;  ///< The 16-bit working code of each of the photo's codes.
  Tables to_own;      ///< The photo's code of each of the 65536 working codes.
};
WorkingColours colours_of_tables(BitDepth own_depth, ColourTables tables);

}  // namespace lowlight::imaging
