#include "lowlight/core/sorting_places.h"

#include <ATen/Parallel.h>
#include <torch/types.h>

#include <limits>

#include "support/catch.h"

using namespace lowlight;

namespace {

at::Tensor places_by_torch(const at::Tensor& values) {
  return std::get<1>(at::sort(values, std::optional<bool>(true), -1, /*descending=*/false));
}

}  // namespace

TEST_CASE("Places sort as LibTorch's stable sort does, for few values and for many") {
  for (const int64_t count : {1, 2, 9, 511, 512, 513, 5000}) {
    INFO(count << " values");
    const auto values = torch::randn({2, 3, count});
    CHECK(sorting_places(values).equal(places_by_torch(values)));
    const auto equal_ones = (values * 3).round();
    CHECK(sorting_places(equal_ones).equal(places_by_torch(equal_ones)));
    const auto tiny_and_large = values.pow(21) * 1e-20;
    CHECK(sorting_places(tiny_and_large).equal(places_by_torch(tiny_and_large)));
  }
}

TEST_CASE("The number of threads changes no place, of no values, few or many") {
  for (const int64_t count : {0, 1, 7, 500, 20000}) {
    const auto values = at::randn({3, 5, count});
    at::set_num_threads(1);
    const auto by_one = sorting_places(values);
    at::set_num_threads(3);
    CHECK(at::equal(sorting_places(values), by_one));
    CHECK(by_one.sizes() == values.sizes());
  }
}

TEST_CASE("NaN of either sign stands last, infinities at the ends, -0 beside 0") {
  constexpr float kInfinite = std::numeric_limits<float>::infinity(),
                  kNan = std::numeric_limits<float>::quiet_NaN();
  auto values = torch::randn({1, 1, 600});
  for (const int64_t count : {7, 600}) {
    auto row = values.narrow(2, 0, count).clone();
    row[0][0][0] = kNan;
    row[0][0][1] = kInfinite;
    row[0][0][2] = -kNan;
    row[0][0][3] = -kInfinite;
    row[0][0][4] = 0.0f;
    row[0][0][5] = -0.0f;
    const auto places = sorting_places(row).flatten();
    CHECK(places[0].item<int64_t>() == 3);
    CHECK(places[count - 3].item<int64_t>() == 1);
    CHECK(places[count - 2].item<int64_t>() == 0);
    CHECK(places[count - 1].item<int64_t>() == 2);
    const auto zero = (places == 4).nonzero().item<int64_t>();
    CHECK(places[zero + 1].item<int64_t>() == 5);
  }
}

TEST_CASE("Any layout and double precision are sorted too") {
  const auto values = torch::randn({2, 700, 3}).transpose(1, 2);
  CHECK(sorting_places(values).equal(places_by_torch(values)));
  CHECK(sorting_places(values.to(at::kDouble)).equal(places_by_torch(values.to(at::kDouble))));
}
