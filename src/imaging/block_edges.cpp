#include "imaging/block_edges.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace lowlight::imaging {
namespace {

constexpr double kStandsOut = 1.1, kStandsOutInColour = 5;

/// Along lines whose numbers are `next` apart and which lie `beside` each other.
void add_lines(
    const float* area, int64_t side, int64_t next, int64_t beside, BlockEdges::Places& places) {
  const auto step = [&](const float* value) { return std::abs(value[0] - value[-next]); };
  for (int64_t place = 2; place + 1 < side; ++place) {
    int64_t larger = 0;
    for (int64_t line = 0; line < side; ++line) {
      const float* const value = area + place * next + line * beside;
      larger += step(value) > std::max(step(value - next), step(value + next));
    }
    places.looked_at[size_t(place % kBlockSide)] += side;
    places.larger[size_t(place % kBlockSide)] += larger;
  }
}

int64_t likely_place(const BlockEdges::Places& places) {
  std::array<double, kBlockSide> shares{};
  for (size_t i = 0; i < shares.size(); ++i)
    shares[i] = double(places.larger[i]) / double(std::max<int64_t>(places.looked_at[i], 1));
  const auto most = std::ranges::max_element(shares);
  const double mean = std::accumulate(shares.begin(), shares.end(), 0.0) / double(shares.size());
  return *most > kStandsOut * mean ? most - shares.begin() : 0;
}

int64_t colour_shift(const BlockEdges::Places& places) {
  const auto share = [&](size_t place) {
    return double(places.larger[place]) / double(std::max<int64_t>(places.looked_at[place], 1));
  };
  return share(4) > kStandsOutInColour * (share(3) + share(5)) / 2 ? kBlockSide : 0;
}

}  // namespace

void add_edges(const float* area, int64_t side, BlockEdges& edges) {
  add_lines(area, side, 1, side, edges.across);
  add_lines(area, side, side, 1, edges.down);
}

BlockOrigin likely_origin(const BlockEdges& edges) {
  return {likely_place(edges.across), likely_place(edges.down)};
}

BlockOrigin likely_shift_of_colours(const BlockEdges& half_size) {
  return {colour_shift(half_size.across), colour_shift(half_size.down)};
}

}  // namespace lowlight::imaging
