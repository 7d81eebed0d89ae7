// Where the blocks of a JPEG file begin, told by their edges.
#pragma once

#include <array>
#include <cstdint>

#include "imaging/cosine_transform.h"

namespace lowlight::imaging {

/// A pixel at which a block of 8 × 8 begins, the first or the second both ways.
struct BlockOrigin {
  int64_t x = 0, y = 0;
  bool operator==(const BlockOrigin&) const = default;
};

/// How many pixels have been looked at, by their place within a block that begins at (0, 0), and at
/// how many of them the step from the pixel before is larger than both steps beside it.
struct BlockEdges {
  using Counts = std::array<int64_t, kBlockSide>;
  struct Places {
    Counts looked_at{}, larger{};
  };
  Places across, down;
};

/// Looks at side × side numbers of a plane, row by row, whose first is at multiples of 8.
void add_edges(const float* area, int64_t side, BlockEdges& edges);

/// Where blocks are likely to begin: at the places that have a tenth more larger steps than a place
/// has in the mean. 0 across or down where none has.
BlockOrigin likely_origin(const BlockEdges& edges);

/// Where the colours of a JPEG with half as many (4:2:0) are likely to have blocks that begin amid
/// its areas of 16 × 16 pixels, by their edges at half size: 8 pixels on or 0, across and down.
/// There steps are more than five times as often larger as beside it.
BlockOrigin likely_shift_of_colours(const BlockEdges& half_size);

}  // namespace lowlight::imaging
