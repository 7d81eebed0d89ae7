#include "blocks/haar.h"

#include <torch/types.h>

#include "mask_samples.h"
#include "support/catch.h"
#include "support/tensor_compare.h"

using namespace lowlight::blocks;
using namespace lowlight::test;

TEST_CASE("inverse_haar undoes haar at every size") {
  for (const auto& [height, width] : {std::pair{4, 6}, {5, 7}, {1, 1}, {1, 8}, {3, 2}}) {
    const auto x = torch::randn({2, 3, height, width}, at::kDouble);
    const auto bands = haar(x);
    CHECK(bands.low.sizes() == at::IntArrayRef({2, 3, half_size(height), half_size(width)}));
    CHECK(mixed_error(inverse_haar(bands, height, width), x) < 1e-14);
  }
}

TEST_CASE("haar keeps the energy") {
  const auto x = torch::randn({2, 3, 6, 8}, at::kDouble);
  const auto bands = haar(x);
  CHECK((bands.low.square().sum() + bands.detail.square().sum()).item<double>() ==
        Approx(x.square().sum().item<double>()));
}

TEST_CASE("haar of one cell is its four signed sums halved") {
  const auto bands = haar(torch::tensor({1.0, 2.0, 5.0, 10.0}).view({1, 1, 2, 2}));
  CHECK(bands.low.item<double>() == 9);
  CHECK(mixed_error(bands.detail.flatten(), torch::tensor({-6.0, -3.0, 2.0})) < 1e-12);
}

TEST_CASE("masked_haar with a full mask is haar at even sizes") {
  const auto x = torch::randn({2, 3, 6, 8}, at::kDouble);
  const auto masked = masked_haar({x, torch::ones({2, 1, 6, 8})});
  const auto plain = haar(x);
  CHECK(mixed_error(masked.bands.low, plain.low) < 1e-14);
  CHECK(mixed_error(masked.bands.detail, plain.detail) < 1e-14);
  CHECK(masked.low_mask.eq(1).all().item<bool>());
  CHECK(masked.detail_mask.eq(1).all().item<bool>());
}

TEST_CASE(
    "A masked cell has twice the mean of its valid pixels and details only where all four are") {
  const double nan = std::nan("");
  const auto x = torch::tensor({1.0, nan, nan, 4.0, nan, nan}).view({1, 1, 3, 2});
  const auto mask = torch::tensor({1.0, 0.0, 0.0, 1.0, 0.0, 0.0}).view({1, 1, 3, 2});
  const auto y = masked_haar({x, mask});
  CHECK(mixed_error(y.bands.low.flatten(), torch::tensor({5.0, 0.0})) < 1e-12);
  CHECK(same(y.low_mask.flatten(),
             torch::tensor({1.0, 0.0}, at::kFloat).to(y.low_mask.scalar_type())));
  CHECK(y.bands.detail.eq(0).all().item<bool>());
  CHECK(y.detail_mask.eq(0).all().item<bool>());
}
