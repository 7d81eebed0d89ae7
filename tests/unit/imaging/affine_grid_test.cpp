#include "lowlight/imaging/affine_grid.h"

#include <cmath>

#include "lowlight/core/random.h"
#include "support/catch.h"

using namespace lowlight;
using namespace lowlight::imaging;

namespace {

AffineGrid random_grid(int64_t width, int64_t height, int64_t depth) {
  RandomStream random{11};
  AffineGrid grid{width, height, depth, std::vector<float>(size_t(width * height * depth * 16))};
  for (float& number : grid.corrections) number = float(random.uniform(-0.5, 0.5));
  return grid;
}

struct Pixel {
  float red, green, blue;
};

/// The definition, in double precision, one pixel at a time.
Pixel sliced(const AffineGrid& grid, double x, double y, double z, Pixel in, double strength) {
  double correction[4][4] = {};
  const auto cells = [](double place, int64_t count, int64_t(&cell)[2], double(&weight)[2]) {
    const double p = std::fmin(std::fmax(place * double(count) - 0.5, 0.0), double(count - 1));
    cell[0] = int64_t(p);
    cell[1] = cell[0] + 1 < count ? cell[0] + 1 : cell[0];
    weight[1] = p - double(cell[0]);
    weight[0] = 1 - weight[1];
  };
  int64_t i[2], j[2], k[2];
  double u[2], v[2], w[2];
  cells(x, grid.width, i, u);
  cells(y, grid.height, j, v);
  cells(z, grid.depth, k, w);
  for (int corner = 0; corner < 8; ++corner) {
    const int a = corner & 1, b = corner >> 1 & 1, c = corner >> 2;
    const float* cell =
        grid.corrections.data() + ((j[b] * grid.width + i[a]) * grid.depth + k[c]) * 16;
    for (int column = 0; column < 4; ++column) {
      for (int row = 0; row < 4; ++row)
        correction[row][column] += u[a] * v[b] * w[c] * cell[column * 4 + row];
    }
  }
  const double colour[4] = {in.red, in.green, in.blue, 1};
  double out[3] = {in.red, in.green, in.blue};
  for (int row = 0; row < 3; ++row) {
    for (int column = 0; column < 4; ++column)
      out[row] += strength * correction[row][column] * colour[column];
  }
  return {float(out[0]), float(out[1]), float(out[2])};
}

}  // namespace

TEST_CASE("Slicing agrees with the definition at every pixel for grids of any size") {
  for (const auto& [width, height, depth] :
       {std::array<int64_t, 3>{1, 1, 1}, {3, 2, 4}, {16, 11, 8}}) {
    const auto grid = random_grid(width, height, depth);
    RandomStream random{5};
    for (int64_t y = 0; y < 13; ++y) {
      std::vector<float> guide(29), red(29), green(29), blue(29);
      for (size_t x = 0; x < 29; ++x) {
        guide[x] = float(random.uniform());
        red[x] = float(random.uniform());
        green[x] = float(random.uniform());
        blue[x] = float(random.uniform());
      }
      const auto r = red, g = green, b = blue;
      apply_affine_grid(
          grid, {29, 13, 0, y, 29}, 0.7f, guide.data(), {red.data(), green.data(), blue.data()});
      for (size_t x = 0; x < 29; ++x) {
        const auto expected = sliced(grid,
                                     (double(x) + 0.5) / 29,
                                     (double(y) + 0.5) / 13,
                                     guide[x],
                                     {r[x], g[x], b[x]},
                                     0.7f);
        REQUIRE(red[x] == Approx(expected.red).margin(2e-5));
        REQUIRE(green[x] == Approx(expected.green).margin(2e-5));
        REQUIRE(blue[x] == Approx(expected.blue).margin(2e-5));
      }
    }
  }
}

TEST_CASE("A row in pieces equals the row as a whole to the bit") {
  const auto grid = random_grid(5, 4, 3);
  std::vector<float> guide(40, 0.4f), red(40, 0.3f), green(40, 0.5f), blue(40, 0.6f);
  auto r = red, g = green, b = blue;
  apply_affine_grid(
      grid, {40, 9, 0, 3, 40}, 1, guide.data(), {red.data(), green.data(), blue.data()});
  apply_affine_grid(grid, {40, 9, 0, 3, 17}, 1, guide.data(), {r.data(), g.data(), b.data()});
  apply_affine_grid(
      grid, {40, 9, 17, 3, 23}, 1, guide.data(), {r.data() + 17, g.data() + 17, b.data() + 17});
  CHECK(red == r);
  CHECK(green == g);
  CHECK(blue == b);
}

TEST_CASE("An empty grid and strength 0 change nothing") {
  std::vector<float> guide{0.5f}, red{0.1f}, green{0.2f}, blue{0.3f};
  apply_affine_grid({}, {1, 1, 0, 0, 1}, 1, guide.data(), {red.data(), green.data(), blue.data()});
  apply_affine_grid(random_grid(2, 2, 2),
                    {1, 1, 0, 0, 1},
                    0,
                    guide.data(),
                    {red.data(), green.data(), blue.data()});
  CHECK(red[0] == 0.1f);
  CHECK(green[0] == 0.2f);
  CHECK(blue[0] == 0.3f);
}

TEST_CASE("A grid with the wrong number of numbers is refused") {
  AffineGrid grid{2, 2, 2, std::vector<float>(10)};
  std::vector<float> one{0.5f};
  CHECK_THROWS_WITH(
      apply_affine_grid(grid, {1, 1, 0, 0, 1}, 1, one.data(), {one.data(), one.data(), one.data()}),
      ContainsSubstring("width * height * depth * 16") && ContainsSubstring("10"));
}
