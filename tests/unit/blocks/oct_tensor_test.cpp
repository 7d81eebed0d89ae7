#include "lowlight/blocks/oct_tensor.h"

#include <torch/types.h>

#include "support/catch.h"
#include "support/tensor_compare.h"

using namespace lowlight::blocks;
using namespace lowlight::test;

TEST_CASE("The high band has floor of C times one minus alpha channels") {
  CHECK(high_channels(16, 0.5) == 8);
  CHECK(high_channels(16, 0.25) == 12);
  CHECK(high_channels(7, 0.5) == 3);
  CHECK(high_channels(5, 0.0) == 5);
  CHECK(high_channels(5, 1.0) == 0);
}

TEST_CASE("pool_half averages the pixels that exist") {
  const auto x = torch::arange(15, at::kFloat).view({1, 1, 3, 5});
  const auto expected = torch::tensor({3.0f, 5.0f, 6.5f, 10.5f, 12.5f, 14.0f}).view({1, 1, 2, 3});
  CHECK(mixed_error(pool_half(x), expected) < 1e-6);
  CHECK(mixed_error(pool_half(torch::full({1, 2, 1, 1}, 3.0)), torch::full({1, 2, 1, 1}, 3.0)) ==
        0);
}

TEST_CASE("upsample_to repeats every pixel twice and crops to odd sizes") {
  const auto x = torch::randn({2, 3, 3, 4});
  for (const auto& [height, width] : {std::pair{6, 8}, {5, 8}, {6, 7}, {5, 7}, {1, 1}}) {
    const auto y = upsample_to(x, height, width);
    REQUIRE(y.sizes() == at::IntArrayRef({2, 3, height, width}));
    for (int64_t i = 0; i < height; ++i) {
      for (int64_t j = 0; j < width; ++j) {
        CHECK(same(y.select(2, i).select(2, j), x.select(2, i / 2).select(2, j / 2)));
      }
    }
  }
}

TEST_CASE("upsample_to refuses more than twice the size") {
  CHECK_THROWS_WITH(upsample_to(torch::zeros({1, 1, 3, 3}), 7, 6),
                    ContainsSubstring("at most twice") && ContainsSubstring("7 x 6"));
}

TEST_CASE("Pooling undoes up-sampling for even and odd sizes") {
  const auto x = torch::randn({1, 2, 4, 5});
  for (const auto& [height, width] : {std::pair{8, 10}, {7, 9}}) {
    CHECK(mixed_error(pool_half(upsample_to(x, height, width)), x) < 1e-6);
  }
}

TEST_CASE("Activations and up-sampling leave a missing band missing") {
  const OctTensor only_low{{}, torch::randn({1, 2, 3, 3})};
  CHECK_FALSE(leaky_relu(only_low).has_high());
  CHECK_FALSE(upsample(only_low).has_high());
  CHECK(upsample(only_low).low.sizes() == at::IntArrayRef({1, 2, 6, 6}));
}

TEST_CASE("leaky_relu keeps what is positive and scales what is negative") {
  const OctTensor x{torch::tensor({-2.0f, 3.0f}), torch::tensor({-1.0f})};
  const auto y = leaky_relu(x, 0.25);
  CHECK(same(y.high, torch::tensor({-0.5f, 3.0f})));
  CHECK(same(y.low, torch::tensor({-0.25f})));
}
