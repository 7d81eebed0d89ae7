#include "lowlight/imaging/colour_table.h"

#include <c10/util/Exception.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "lowlight/core/random.h"
#include "support/catch.h"

using namespace lowlight::imaging;

namespace {

using Colour = std::array<float, 3>;

Colour applied(const ColourTable& table, Colour colour, float strength = 1) {
  apply_colour_table(table, strength, 1, {&colour[0], &colour[1], &colour[2]});
  return colour;
}

/// The cube whose nodes hold f(colour).
template <class F>
ColourTable cube_of(int64_t size, const F& f) {
  auto table = identity_table(size);
  for (int64_t i = 0; i < node_count(table.kind, size); ++i) {
    const auto result = f(Colour{table.node(i)[0], table.node(i)[1], table.node(i)[2]});
    std::ranges::copy(result, table.node(i));
  }
  return table;
}

float largest_difference(const Colour& a, const Colour& b) {
  float largest = 0;
  for (size_t c = 0; c < 3; ++c) largest = std::max(largest, std::abs(a[c] - b[c]));
  return largest;
}

template <class Use>
void for_random_colours(int64_t count, const Use& use) {
  lowlight::RandomStream random{1, 2};
  for (int64_t i = 0; i < count; ++i) {
    const auto draw = [&] { return float(random.uniform(0, 1)); };
    use(Colour{draw(), draw(), draw()});
  }
}

/// A mixture of the channels and a constant: what linear interpolation gives back exactly.
Colour mixed(const Colour& c) {
  return {0.7f * c[0] + 0.2f * c[1] + 0.05f, 0.9f * c[1] - 0.1f * c[2], 0.3f * c[0] + 0.6f * c[2]};
}

ColourTable squares(int64_t size) {
  ColourTable table{TableKind::curves, size, std::vector<float>(size_t(4 * size))};
  for (int64_t i = 0; i < size; ++i) {
    const float x = float(i) / float(size - 1);
    std::ranges::copy(Colour{x * x, 1 - x, x}, table.node(i));
  }
  return table;
}

}  // namespace

TEST_CASE("The identity table gives every colour back") {
  const auto size = GENERATE(int64_t{2}, int64_t{3}, int64_t{33}, int64_t{65});
  const auto table = identity_table(size);
  for_random_colours(200, [&](const Colour& colour) {
    CHECK(largest_difference(applied(table, colour), colour) < 1e-6f);
  });
  for (const float end : {0.f, 1.f})
    CHECK(applied(table, {end, end, end}) == Colour{end, end, end});
}

TEST_CASE("A cube gives a linear mixture of the channels back exactly, all tetrahedra alike") {
  const auto table = cube_of(5, mixed);
  for_random_colours(500, [&](const Colour& colour) {
    CHECK(largest_difference(applied(table, colour), mixed(colour)) < 1e-6f);
  });
}

TEST_CASE("A cube holds its nodes' results at the nodes") {
  const auto table = cube_of(4, [](const Colour& c) {
    return Colour{c[0] * c[1], std::sqrt(c[2]), c[0] * c[1] * c[2]};
  });
  const auto nodes = identity_table(4);
  for (int64_t i = 0; i < 64; ++i) {
    const float *in = nodes.node(i), *out = table.node(i);
    CHECK(largest_difference(applied(table, {in[0], in[1], in[2]}), {out[0], out[1], out[2]}) <
          1e-6f);
  }
}

TEST_CASE("Greys stay between the greys of the table") {
  // The other corners are far away; a trilinear mixture would take them in.
  const auto table = cube_of(2, [](const Colour& c) {
    return c[0] == c[1] && c[1] == c[2] ? c : Colour{5, -5, 5};
  });
  for (float x = 0; x <= 1; x += 0.01f)
    CHECK(largest_difference(applied(table, {x, x, x}), {x, x, x}) < 1e-6f);
}

TEST_CASE("Curves are interpolated linearly, each channel for itself") {
  const auto table = squares(5);
  const auto result = applied(table, {0.375f, 0.2f, 0.9f});
  CHECK(largest_difference(result, {0.15625f, 0.8f, 0.9f}) < 1e-6f);
}

TEST_CASE("Outside of its range a table goes on as at the edge") {
  auto table = cube_of(3, mixed);
  table.lowest = {0.25f, 0.25f, 0.25f};
  table.highest = {0.5f, 0.75f, 0.5f};
  CHECK(largest_difference(applied(table, {0.25f, 0.25f, 0.25f}), mixed({0, 0, 0})) < 1e-6f);
  CHECK(largest_difference(applied(table, {0.5f, 0.5f, 0.5f}), mixed({1, 0.5f, 1})) < 1e-6f);
  CHECK(largest_difference(applied(table, {0.1f, -3, 0}), mixed({0, 0, 0})) < 1e-6f);
  CHECK(largest_difference(applied(table, {2, 1, 0.6f}), mixed({1, 1, 1})) < 1e-6f);
  const float nan = std::numeric_limits<float>::quiet_NaN();
  CHECK(applied(squares(3), {nan, 0, 0}, 1)[1] == 1);
}

TEST_CASE("The strength mixes the result with the colour") {
  const auto table = cube_of(3, mixed);
  for_random_colours(50, [&](const Colour& colour) {
    CHECK(applied(table, colour, 0) == colour);
    const auto whole = applied(table, colour), half = applied(table, colour, 0.5f);
    for (size_t c = 0; c < 3; ++c)
      CHECK(half[c] == Approx((whole[c] + colour[c]) / 2).margin(1e-6));
  });
}

TEST_CASE("A table works alike on one pixel and on many, whatever their number") {
  const auto table = cube_of(9, [](const Colour& c) {
    return Colour{c[0] * c[0], c[1] * c[2], std::sqrt(c[2])};
  });
  const auto count = GENERATE(1, 255, 256, 257, 1000);
  std::array<std::vector<float>, 3> planes;
  for_random_colours(count, [&](const Colour& colour) {
    for (size_t c = 0; c < 3; ++c) planes[c].push_back(colour[c]);
  });
  const auto before = planes;
  apply_colour_table(table, 1, count, {planes[0].data(), planes[1].data(), planes[2].data()});
  for (size_t i = 0; i < size_t(count); ++i) {
    const auto one = applied(table, {before[0][i], before[1][i], before[2][i]});
    CHECK(largest_difference(one, {planes[0][i], planes[1][i], planes[2][i]}) < 1e-6f);
  }
}

TEST_CASE("An empty table changes nothing, no pixels need no memory, a wrong table is refused") {
  CHECK_NOTHROW(apply_colour_table(identity_table(3), 1, 0, {nullptr, nullptr, nullptr}));
  CHECK(applied(ColourTable{}, {0.3f, 7, -2}) == Colour{0.3f, 7, -2});
  auto table = identity_table(3);
  table.nodes.pop_back();
  CHECK_THROWS_AS(applied(table, {}), c10::ValueError);
  table = identity_table(3);
  table.highest[1] = table.lowest[1];
  CHECK_THROWS_AS(applied(table, {}), c10::ValueError);
  CHECK_THROWS_AS(identity_table(1), c10::ValueError);
}

TEST_CASE("A resampled table covers 0 to 1 and says the same at its nodes") {
  auto table = squares(5);
  table.highest = {2, 2, 2};
  const auto cube = resampled(table, 9);
  CHECK(cube.kind == TableKind::cube);
  CHECK(cube.size == 9);
  for (const float x : {0.f, 0.125f, 0.5f, 1.f})
    CHECK(largest_difference(applied(cube, {x, 0.25f, 1 - x}), applied(table, {x, 0.25f, 1 - x})) <
          1e-6f);
}
