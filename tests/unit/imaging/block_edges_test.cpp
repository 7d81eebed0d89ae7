#include "imaging/block_edges.h"

#include <vector>

#include "lowlight/core/random.h"
#include "support/catch.h"

using namespace lowlight;
using namespace lowlight::imaging;

namespace {

/// Edges of 40 areas of blocks that begin at `origin`, with shades of their own and weak noise.
BlockEdges edges_of(const BlockOrigin& origin, int64_t side, double contrast) {
  RandomStream random{3};
  BlockEdges edges;
  std::vector<float> area(size_t(side * side));
  for (int i = 0; i < 40; ++i) {
    for (int64_t y = 0; y < side; ++y) {
      for (int64_t x = 0; x < side; ++x) {
        const auto column = (x + 8 - origin.x) / 8, row = (y + 8 - origin.y) / 8;
        const double shade = contrast * double((7 * column + 5 * row + i) % 4);
        area[size_t(y * side + x)] = float(60 + shade + random.normal());
      }
    }
    add_edges(area.data(), side, edges);
  }
  return edges;
}

}  // namespace

TEST_CASE("Where blocks begin is seen by their edges, at every place") {
  for (const int64_t side : {16, 24}) {
    for (int64_t place = 0; place < 8; ++place) {
      const BlockOrigin origin{place, 7 - place};
      CHECK(likely_origin(edges_of(origin, side, 6)) == origin);
    }
  }
}

TEST_CASE("Noise alone has no blocks, nor has nothing") {
  CHECK(likely_origin(edges_of({3, 6}, 16, 0)) == BlockOrigin{});
  CHECK(likely_origin({}) == BlockOrigin{});
}

TEST_CASE("Blocks of colours that begin amid those areas are seen at half size") {
  for (const BlockOrigin origin : {BlockOrigin{0, 0}, {4, 0}, {0, 4}, {4, 4}}) {
    const BlockOrigin shift{2 * origin.x, 2 * origin.y};
    CHECK(likely_shift_of_colours(edges_of(origin, 8, 20)) == shift);
  }
  CHECK(likely_shift_of_colours(edges_of({4, 4}, 8, 0)) == BlockOrigin{});
  CHECK(likely_shift_of_colours({}) == BlockOrigin{});
}

TEST_CASE("Each place is looked at, and a step counts that is larger than both beside it") {
  BlockEdges edges;
  std::vector<float> area(256);
  for (size_t i = 0; i < 256; ++i) area[i] = i % 16 < 5 ? 1.f : 2.f;
  add_edges(area.data(), 16, edges);
  for (const auto count : edges.across.looked_at) CHECK(count > 0);
  CHECK(edges.across.larger == BlockEdges::Counts{0, 0, 0, 0, 0, 16, 0, 0});
  CHECK(edges.down.larger == BlockEdges::Counts{});
}
