#include "blocks/oct_bands.h"

#include <torch/types.h>

#include "support/catch.h"

using namespace lowlight::blocks;

namespace {

OctTensor two_bands(int64_t height, int64_t width) {
  return {torch::rand({2, 3, height, width}),
          torch::rand({2, 3, half_size(height), half_size(width)})};
}

}  // namespace

TEST_CASE("The size of a map is its high band's, and twice the low band's without one") {
  const auto both = size_of_high(two_bands(5, 7));
  CHECK(both.height == 5);
  CHECK(both.width == 7);
  const auto low = size_of_high({at::Tensor(), torch::rand({1, 2, 3, 4})});
  CHECK(low.height == 6);
  CHECK(low.width == 8);
}

TEST_CASE("Only a convolution of one pixel at its own place mixes none") {
  CHECK(is_pointwise(1, {}));
  CHECK_FALSE(is_pointwise(3, {}));
  CHECK_FALSE(is_pointwise(1, {.stride = 2}));
  CHECK_FALSE(is_pointwise(1, {.padding = 1}));
}

TEST_CASE("Both bands are checked against the channels and against each other") {
  const OctConvOptions options{.in_channels = 6, .out_channels = 6};
  CHECK_NOTHROW(check_bands("Block", two_bands(5, 7), options));
  auto wrong = two_bands(5, 7);
  wrong.low = torch::rand({2, 3, 2, 4});  // Half of 5, rounded down.
  CHECK_THROWS_WITH(check_bands("Block", wrong, options), ContainsSubstring("Block"));
  wrong = two_bands(5, 7);
  wrong.high = torch::rand({2, 4, 5, 7});
  CHECK_THROWS_WITH(check_bands("Block", wrong, options), ContainsSubstring("Block"));
  wrong.high = at::Tensor();
  CHECK_THROWS_WITH(check_bands("Block", wrong, options), ContainsSubstring("Block"));
}

TEST_CASE("The sum of bands has their weights, and leaves out a band that is not there") {
  const auto x = torch::rand({1, 2, 3, 3}), y = torch::rand({1, 2, 3, 3});
  const OctConvOptions options{.freq_ratio = {2, 0.5}};
  CHECK(torch::allclose(weighted_sum(x, y, options), 2 * x + 0.5 * y));
  CHECK(torch::allclose(weighted_sum(at::Tensor(), y, options), 0.5 * y));
  CHECK(torch::allclose(weighted_sum(x, at::Tensor(), options), 2 * x));
}
