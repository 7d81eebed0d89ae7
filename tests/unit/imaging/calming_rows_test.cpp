#include "imaging/calming_rows.h"

#include <algorithm>
#include <vector>

#include "lowlight/core/random.h"
#include "support/catch.h"

using namespace lowlight;
using namespace lowlight::imaging;

namespace {

/// Rows of colours that are linear in x and y, but for noise of the given size.
struct Colours {
  Colours(int64_t width, int64_t height, double noise) : size(width) {
    RandomStream random{5};
    for (int64_t y = 0; y < height; ++y) {
      for (const auto& [base, slope] : {std::pair{0.2, 0.003}, {0.5, -0.002}, {0.4, 0.001}}) {
        for (int64_t x = 0; x < width; ++x)
          values.push_back(float(base + slope * double(x + y) + noise * random.normal()));
      }
    }
  }
  ColourRows row(int64_t y) {
    float* first = values.data() + 3 * y * size;
    return {first, first + size, first + 2 * size};
  }

  int64_t size;
  std::vector<float> values;
};

CalmingTile split(Colours& colours, int64_t height) {
  CalmingTile tile(colours.size, height);
  for (int64_t i = 0; i < height / 2; ++i)
    split_colours(colours.row(2 * i), colours.row(2 * i + 1), i, tile);
  return tile;
}

}  // namespace

TEST_CASE("Colours that are even over the picture come back from grey and differences") {
  for (const int64_t count : {1, 2, 19, 36}) {
    Colours colours(48, 24, 0);
    const auto tile = split(colours, 24);
    ColourJoiner joiner(2, count);
    std::vector<float> red(40), green(40), blue(40);
    for (int64_t y = 2; y < 22; ++y) {
      joiner.join(tile.grey,
                  tile.red_difference,
                  tile.blue_difference,
                  y,
                  {red.data(), green.data(), blue.data()});
      for (int64_t x = 0; x < count; ++x) {
        REQUIRE(red[size_t(x)] == Approx(colours.row(y)[0][x + 2]).margin(1e-5));
        REQUIRE(green[size_t(x)] == Approx(colours.row(y)[1][x + 2]).margin(1e-5));
        REQUIRE(blue[size_t(x)] == Approx(colours.row(y)[2][x + 2]).margin(1e-5));
      }
    }
  }
}

TEST_CASE("Grey keeps every pixel and differences are means of two by two") {
  Colours colours(16, 8, 0.1);
  const auto tile = split(colours, 8);
  const auto grey = [&](int64_t x, int64_t y) {
    const auto row = colours.row(y);
    return kGreyWeights[0] * row[0][x] + kGreyWeights[1] * row[1][x] + kGreyWeights[2] * row[2][x];
  };
  for (int64_t y = 0; y < 8; ++y) {
    for (int64_t x = 0; x < 16; ++x) REQUIRE(tile.grey.row(y)[x] == Approx(grey(x, y)));
  }
  double difference = 0;
  for (const auto& [x, y] : {std::pair<int64_t, int64_t>{6, 4}, {7, 4}, {6, 5}, {7, 5}})
    difference += (colours.row(y)[2][x] - grey(x, y)) / 4;
  CHECK(tile.blue_difference.row(2)[3] == Approx(difference).margin(1e-6));
}

TEST_CASE("The exposure of a tile is 1 until it is filled with means of four by four") {
  CalmingTile tile(16, 8);
  CHECK(std::ranges::count(tile.exposure.values, 1.f) == 8);
  std::vector<float> row(16, 0.5f), other(16, 1.f);
  std::fill_n(other.begin(), 4, 0.f);
  fill_exposure({row.data(), row.data(), row.data(), other.data()}, 1, tile);
  CHECK(tile.exposure.row(1)[0] == Approx(0.375f));
  CHECK(tile.exposure.row(1)[3] == Approx(0.625f));
  CHECK(tile.exposure.row(0)[3] == 1.f);
}
