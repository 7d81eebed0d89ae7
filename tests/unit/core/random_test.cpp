#include "lowlight/core/random.h"

#include <algorithm>
#include <cmath>

#include "support/catch.h"

using namespace lowlight;

TEST_CASE("Equal keys give equal streams, neighbouring keys different ones") {
  RandomStream a{1, 2, 3}, b{1, 2, 3}, c{1, 2, 4}, d{2, 1, 3};
  const auto first = a.bits();
  CHECK(first == b.bits());
  CHECK(first != c.bits());
  CHECK(first != d.bits());
}

TEST_CASE("Uniform numbers fill the unit interval evenly") {
  RandomStream random{7};
  double sum = 0, low = 1, high = 0;
  for (int i = 0; i < 20000; ++i) {
    const double u = random.uniform();
    sum += u;
    low = std::min(low, u);
    high = std::max(high, u);
  }
  CHECK(low >= 0);
  CHECK(low < 0.001);
  CHECK(high > 0.999);
  CHECK(high < 1);
  CHECK(sum / 20000 == Approx(0.5).margin(0.01));
}

TEST_CASE("Normal numbers have mean 0 and variance 1 and are finite") {
  RandomStream random{8};
  double sum = 0, squares = 0;
  for (int i = 0; i < 20000; ++i) {
    const double x = random.normal();
    REQUIRE(std::isfinite(x));
    sum += x;
    squares += x * x;
  }
  CHECK(sum / 20000 == Approx(0).margin(0.03));
  CHECK(squares / 20000 == Approx(1).margin(0.05));
}

TEST_CASE("A permutation holds each index once, for none, one and many") {
  RandomStream random{9};
  CHECK(random.permutation(0).empty());
  CHECK(random.permutation(1) == std::vector<int64_t>{0});
  auto many = random.permutation(1000);
  CHECK_FALSE(std::is_sorted(many.begin(), many.end()));
  std::sort(many.begin(), many.end());
  for (int64_t i = 0; i < 1000; ++i) REQUIRE(many[size_t(i)] == i);
}

TEST_CASE("below stays below and reaches every value") {
  RandomStream random{10};
  CHECK(random.below(0) == 0);
  CHECK(random.below(1) == 0);
  bool seen[5] = {};
  for (int i = 0; i < 200; ++i) seen[random.below(5)] = true;
  CHECK(std::all_of(std::begin(seen), std::end(seen), [](bool s) { return s; }));
}
