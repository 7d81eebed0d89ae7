#include "blocks/tile_group.h"

#include <torch/types.h>

#include "support/catch.h"

namespace lowlight::blocks {
namespace {

bool takes(int64_t in, int64_t out, int64_t side, int64_t kernel, const ConvGeometry& geometry) {
  const auto x = torch::zeros({1, in * geometry.groups, side, side});
  const auto weight = torch::zeros({out * geometry.groups, in, kernel, kernel});
  return is_for_tiles(GroupShape(x, weight, geometry));
}

}  // namespace

// That tiles and taps give the same is a case of direct_conv2d_loops_test.
TEST_CASE("Tiles are for 3 x 3 neighbours and no small number of channels or pixels") {
  CHECK(takes(16, 16, 14, 3, {.padding = 1}));
  CHECK(takes(16, 40, 14, 3, {.padding = 1, .groups = 3}));
  CHECK_FALSE(takes(15, 16, 14, 3, {.padding = 1}));
  CHECK_FALSE(takes(16, 15, 14, 3, {.padding = 1}));
  CHECK_FALSE(takes(16, 16, 13, 3, {.padding = 1}));
  CHECK_FALSE(takes(16, 16, 14, 1, {}));
  CHECK_FALSE(takes(16, 16, 14, 5, {.padding = 2}));
  CHECK_FALSE(takes(16, 16, 40, 3, {.stride = 2, .padding = 1}));
  CHECK_FALSE(takes(16, 16, 14, 3, {.padding = 2, .dilation = 2}));
}

}  // namespace lowlight::blocks
