// Ramps of colours in looks that photo_transform puts on.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "lowlight/imaging/photo_transform.h"
#include "support/catch.h"

using namespace lowlight::imaging;

namespace {

Image in_look(Image image, const ColourTable& look) {
  PhotoTransform transform;
  for (int code = 0; code < 256; ++code) transform.tone.push_back(float(code) / 255);
  transform.look = look;
  transform_rows(image, transform, image.height(), replace_rows_of(image));
  return image;
}

/// A cube of 17 nodes a side, each moved by chance.
ColourTable uneven_table() {
  auto table = identity_table(17);
  for (size_t i = 0; i < table.nodes.size(); ++i)
    table.nodes[i] =
        std::clamp(table.nodes[i] + 0.05f * float(std::sin(12.9 * double(i))), 0.f, 1.f);
  return table;
}

/// Columns go from black through a hue to white in steps of at most a code, rows through all hues.
Image ramps_of_all_hues() {
  Image ramps(511, 1530, 3, BitDepth::u8);
  for (int64_t y = 0; y < 1530; ++y) {
    for (int64_t c = 0; c < 3; ++c) {
      const int64_t place = (y + 510 * c) % 1530;  // the channel rises, stays, falls and stays
      const int64_t pure = std::clamp<int64_t>(std::abs(place - 765) - 255, 0, 255);
      for (int64_t x = 0; x < 511; ++x) {
        const int64_t dark = std::min<int64_t>(x, 255), light = x - dark;
        ramps.row<uint8_t>(y)[3 * x + c] = uint8_t(pure * dark / 255 + (255 - pure) * light / 255);
      }
    }
  }
  return ramps;
}

/// The most that channel `c` of the table changes from one code to the next along each axis, in the
/// cell of nodes in which the colour lies.
std::array<float, 3> slopes(const ColourTable& table, const uint8_t* colour, int64_t c) {
  const int64_t steps[] = {1, table.size, table.size * table.size};
  int64_t first = 0;
  for (int64_t axis = 0; axis < 3; ++axis)
    first += std::min(colour[axis] * (table.size - 1) / 255, table.size - 2) * steps[axis];
  std::array<float, 3> most{};
  for (int64_t corner = 0; corner < 8; ++corner) {
    int64_t node = first;
    for (int64_t axis = 0; axis < 3; ++axis) node += (corner >> axis & 1) * steps[axis];
    for (int64_t axis = 0; axis < 3; ++axis) {
      if (corner >> axis & 1) continue;
      const float rise = table.node(node + steps[axis])[c] - table.node(node)[c];
      most[size_t(axis)] = std::max(most[size_t(axis)], std::abs(rise) * float(table.size - 1));
    }
  }
  return most;
}

}  // namespace

TEST_CASE("A ramp of greys stays without steps in a steep look") {
  Image ramp(1024, 4, 3, BitDepth::u8);
  for (int64_t i = 0; i < 1024 * 4 * 3; ++i) ramp.bytes()[size_t(i)] = uint8_t(i / 3 % 1024 / 4);
  auto look = identity_table(17);
  for (float& number : look.nodes) number = std::sqrt(number);
  const auto result = in_look(std::move(ramp), look);
  for (int64_t x = 40; x + 4 < 1024; ++x) {
    const int step = result.row<uint8_t>(1)[3 * (x + 4)] - result.row<uint8_t>(1)[3 * x];
    CHECK(step >= -1);
    CHECK(step <= 7);
  }
}

TEST_CASE("A ramp in every hue shows no step of 3 codes that is not in the look's own slope") {
  const auto ramps = ramps_of_all_hues();
  const auto look = uneven_table();
  const auto result = in_look(ramps.clone(), look);
  float most = 0, own = 0;
  const auto compare = [&](int64_t y, int64_t x, int64_t next_y, int64_t next_x) {
    const auto* from = ramps.row<uint8_t>(y) + 3 * x;
    const auto* to = ramps.row<uint8_t>(next_y) + 3 * next_x;
    for (int64_t c = 0; c < 3; ++c) {
      const int step =
          result.row<uint8_t>(next_y)[3 * next_x + c] - result.row<uint8_t>(y)[3 * x + c];
      const auto here = slopes(look, from, c), there = slopes(look, to, c);
      float allowed = 0;
      for (size_t axis = 0; axis < 3; ++axis)
        allowed += std::max(here[axis], there[axis]) * float(std::abs(to[axis] - from[axis]));
      own = std::max(own, allowed);
      most = std::max(most, float(std::abs(step)) - allowed);
    }
  };
  for (int64_t y = 0; y < 1530; ++y) {
    for (int64_t x = 0; x + 1 < 511; ++x) compare(y, x, y, x + 1);
    if (y + 1 < 1530) compare(y, 255, y + 1, 255);  // the pure hues
  }
  CHECK(most < 3);
  CHECK(own > 2);  // the table has slopes of its own
}
