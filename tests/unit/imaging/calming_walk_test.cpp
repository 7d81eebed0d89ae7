#include "imaging/calming_walk.h"

#include <algorithm>

#include "lowlight/core/random.h"
#include "support/catch.h"

using namespace lowlight;
using namespace lowlight::imaging;

namespace {

constexpr int64_t kWidth = 80, kHeight = 48;

Plane noise(int64_t width, int64_t height, double mean, uint64_t seed) {
  RandomStream random{seed};
  Plane plane(width, height);
  for (float& value : plane.values) value = float(mean + 0.05 * random.normal());
  return plane;
}

/// Calming with the same noise everywhere, of the sensor in grey and of JPEG in red.
NoiseCalming even_calming() {
  NoiseCalming calming;
  calming.any = true;
  calming.sensor.fill(0.002f);
  calming.added.fill(0.004f);
  calming.grey.sensor.fill(1);
  calming.red.jpeg.fill(2);
  return calming;
}

/// Rows [first, first + kCalmingGrid) of a picture.
CalmingTile rows_of(const Plane& grey, const Plane& red, const Plane& blue, int64_t first) {
  CalmingTile rows(kWidth, kCalmingGrid);
  std::copy_n(grey.row(first), rows.grey.values.size(), rows.grey.values.data());
  for (const auto& [from, to] :
       {std::pair{&red, &rows.red_difference}, {&blue, &rows.blue_difference}})
    std::copy_n(from->row(first / 2), to->values.size(), to->values.data());
  return rows;
}

ShrinkageCells even_cells(const Plane& plane, float sensor, float added) {
  const Plane cells(plane.width / kCell, plane.height / kCell);
  ShrinkageCells result{cells, cells, {}};
  std::ranges::fill(result.sensor.values, sensor);
  std::ranges::fill(result.added.values, added);
  return result;
}

void check_row(const float* row, const float* wanted, int64_t width) {
  for (int64_t x = kCell; x < width - kCell; ++x) REQUIRE(row[x] == Approx(wanted[x]).margin(1e-6));
}

}  // namespace

TEST_CASE("Rows that go by come out as the blocks of whole planes leave them, four rows later") {
  const auto grey = noise(kWidth, kHeight, 0.5, 1);
  const auto red = noise(kWidth / 2, kHeight / 2, 0.1, 2),
             blue = noise(kWidth / 2, kHeight / 2, 0, 3);
  const auto calming = even_calming();
  Plane whole_grey = grey, whole_red = red;
  shrink_blocks(whole_grey, even_cells(grey, 0.002f, 0), calming.grey);
  shrink_blocks(whole_red, even_cells(red, 0, 0.004f), calming.red);
  CalmingWalk walk(kWidth, calming);
  int64_t done = kCell, done_of_half = kCell;
  while (walk.taken() < kHeight) {
    walk.take(rows_of(grey, red, blue, walk.taken()));
    for (; done < walk.taken() - kCell; ++done)
      check_row(walk.grey().row(done), whole_grey.row(done), kWidth);
    for (; done_of_half < walk.taken() / 2 - kCell; ++done_of_half)
      check_row(walk.red_difference().row(done_of_half), whole_red.row(done_of_half), kWidth / 2);
  }
  CHECK(done == kHeight - kCell);
  CHECK(done_of_half == kHeight / 2 - kCell);
}

TEST_CASE("A plane without thresholds goes by as it is, and twelve rows that are done are held") {
  const auto grey = noise(kWidth, kHeight, 0.5, 1);
  const auto red = noise(kWidth / 2, kHeight / 2, 0.1, 2),
             blue = noise(kWidth / 2, kHeight / 2, 0, 3);
  const auto calming = even_calming();
  CalmingWalk walk(kWidth, calming);
  while (walk.taken() < kHeight) walk.take(rows_of(grey, red, blue, walk.taken()));
  for (int64_t y = kHeight / 2 - 16; y < kHeight / 2; ++y)
    CHECK(std::equal(blue.row(y), blue.row(y) + blue.width, walk.blue_difference().row(y)));
}

TEST_CASE("A tile is calmed as its rows are, and its outermost cells stay") {
  const auto grey = noise(kWidth, kHeight, 0.5, 1);
  const auto calming = even_calming();
  CalmingTile tile(kWidth, kHeight);
  tile.grey = grey;
  calm_noise(tile, calming);
  Plane whole = grey;
  shrink_blocks(whole, even_cells(grey, 0.002f, 0), calming.grey);
  for (int64_t y = 0; y < kHeight; ++y) {
    check_row(tile.grey.row(y), whole.row(y), kWidth);
    CHECK(tile.grey.row(y)[0] == grey.row(y)[0]);
    CHECK(tile.grey.row(y)[kWidth - 1] == grey.row(y)[kWidth - 1]);
  }
}
