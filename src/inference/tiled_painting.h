// A style network on pictures of any size, tile by tile.
#pragma once

#include <c10/core/Device.h>

#include <cstdint>

#include "lowlight/imaging/image.h"
#include "lowlight/models/style_network.h"

namespace lowlight::inference {

/// The norms of the network are taken from at most so many pixels: pictures that have more are
/// shrunk for it.
inline constexpr int64_t kNormPixels = int64_t{1} << 20;

/// The picture (any size, channels, depth; alpha is not looked at), painted with these kernels:
/// three channels of 16 bits. Every tile is painted with the norms of the whole picture, or of a
/// small copy of it (kNormPixels), and with the network's reach around it, so that the result does
/// not depend on the tiles, but for rounding of sums. Tiles have at most `tile` pixels a side,
/// rounded to the network's multiple, and its reach beyond; 0 paints the whole picture at once.
/// `network` and `kernels` lie on `device`.
imaging::Image painted_in_tiles(models::StyleNetwork network,
                                const models::StyleKernels& kernels,
                                const imaging::Image& picture,
                                int64_t tile,
                                c10::Device device);

}  // namespace lowlight::inference
