#include "lowlight/blocks/masked_tensor.h"

#include <torch/types.h>
#include <torch/utils.h>

#include "mask_samples.h"
#include "support/catch.h"
#include "support/gradient_check.h"
#include "support/tensor_compare.h"

using namespace lowlight::blocks;
using namespace lowlight::test;

TEST_CASE("The door check refuses masks of a wrong shape with both shapes") {
  const auto value = torch::zeros({2, 3, 4, 5});
  const auto message = ContainsSubstring("Test: the mask of a map [2, 3, 4, 5]");
  for (const auto& shape :
       std::vector<std::vector<int64_t>>{{2, 1, 4, 4}, {3, 1, 4, 5}, {2, 2, 4, 5}, {2, 4, 5}}) {
    CHECK_THROWS_WITH(check_mask("Test", {value, torch::ones(shape)}, true, true), message);
  }
  CHECK_THROWS_WITH(check_mask("Test", {value, torch::ones({2, 3, 4, 5})}, false, true), message);
  CHECK_NOTHROW(check_mask("Test", {value, torch::ones({2, 3, 4, 5})}, true, true));
  CHECK_NOTHROW(check_mask("Test", {value, torch::ones({1, 1, 4, 5})}, false, true));
  CHECK_NOTHROW(check_mask("Test", {value, {}}, false, true));
}

TEST_CASE("The door check refuses masks that are not finite or leave the unit range") {
  const auto value = torch::zeros({1, 1, 2, 2});
  for (const double bad : {std::nan(""), double(INFINITY), -0.1, 1.1, 255.0}) {
    auto mask = torch::ones({1, 1, 2, 2});
    mask[0][0][1][0] = bad;
    CHECK_THROWS_WITH(check_mask("Test", {value, mask}, false, true),
                      ContainsSubstring("finite and within [0, 1]"));
    CHECK_NOTHROW(check_mask("Test", {value, mask}, false, false));
  }
  CHECK_NOTHROW(check_mask("Test", {value, torch::ones({1, 1, 2, 2}, at::kBool)}, false, true));
}

TEST_CASE("drop_full_mask drops full masks only") {
  const auto value = torch::zeros({1, 1, 3, 3});
  auto mask = torch::full({1, 1, 3, 3}, 0.7);
  CHECK_FALSE(drop_full_mask({value, mask}).has_mask());
  CHECK(drop_full_mask({value, mask}, /*soft=*/true).has_mask());
  mask[0][0][2][2] = 0.5;
  CHECK(drop_full_mask({value, mask}).has_mask());
  CHECK_FALSE(drop_full_mask({value, torch::ones({1, 1, 3, 3})}, true).has_mask());
}

TEST_CASE("Masks join by or and a full one wins") {
  const auto a = torch::tensor({0.0, 0.0, 1.0, 1.0}), b = torch::tensor({0.0, 1.0, 0.0, 1.0});
  CHECK(same(join_masks(a, b), torch::tensor({0.0, 1.0, 1.0, 1.0})));
  CHECK_FALSE(join_masks(a, {}).defined());
  CHECK_FALSE(join_masks({}, b).defined());
}

TEST_CASE("Masked pooling is the mean of the valid pixels and valid where any is") {
  const double nan = std::nan("");
  const auto value = torch::tensor({1.0, 2.0, nan, 3.0, nan, nan}).view({1, 1, 2, 3});
  const auto mask = torch::tensor({1.0, 1.0, 0.0, 1.0, 0.0, 0.0}).view({1, 1, 2, 3});
  const auto y = masked_pool_half({value, mask});
  CHECK(mixed_error(y.value, torch::tensor({2.0, 0.0}).view({1, 1, 1, 2})) < 1e-12);
  CHECK(same(y.mask, torch::tensor({1.0, 0.0}).view({1, 1, 1, 2})));
}

TEST_CASE("Masked pooling with a full mask is plain pooling and so is pooling without a mask") {
  const auto value = torch::randn({2, 3, 5, 7});
  const auto y = masked_pool_half({value, torch::ones({2, 1, 5, 7})});
  CHECK(mixed_error(y.value, pool_half(value)) < 1e-6);
  CHECK(y.mask.eq(1).all().item<bool>());
  CHECK(same(masked_pool_half({value, {}}).value, pool_half(value)));
}

TEST_CASE("Masked adaptive pooling averages each bin over its valid pixels") {
  const auto value = torch::arange(36, at::kDouble).view({1, 1, 6, 6});
  auto mask = torch::ones({1, 1, 6, 6}, at::kDouble);
  mask.slice(2, 0, 2).slice(3, 0, 2).zero_();  // the whole first bin
  mask[0][0][0][2] = 0;                        // one of the second
  const auto y = masked_adaptive_pool({value, mask}, 3).view({9});
  const double whole = (value * mask).sum().item<double>() / mask.sum().item<double>();
  CHECK(y[0].item<double>() == Approx(whole));
  CHECK(y[1].item<double>() == Approx((3.0 + 8.0 + 9.0) / 3));
  CHECK(y[8].item<double>() == Approx((28.0 + 29.0 + 34.0 + 35.0) / 4));
}

TEST_CASE("Masked adaptive pooling without a mask or with a full one is adaptive pooling") {
  const auto value = torch::randn({2, 3, 7, 5});
  const auto plain = torch::adaptive_avg_pool2d(value, {3, 3});
  CHECK(mixed_error(masked_adaptive_pool({value, {}}, 3), plain) == 0);
  CHECK(mixed_error(masked_adaptive_pool({value, torch::ones({2, 1, 7, 5})}, 3), plain) < 1e-6);
}

TEST_CASE("An empty mask pools to zeros with finite gradients") {
  const auto value = torch::full({1, 2, 4, 4}, std::nan("")).requires_grad_();
  const auto mask = torch::zeros({1, 1, 4, 4});
  const auto pooled = masked_adaptive_pool({value, mask}, 3),
             halved = masked_pool_half({value, mask}).value;
  CHECK(pooled.eq(0).all().item<bool>());
  CHECK(halved.eq(0).all().item<bool>());
  (pooled.sum() + halved.sum()).backward();
  CHECK(value.grad().eq(0).all().item<bool>());
}

TEST_CASE("Masked pooling is differentiated rightly") {
  torch::manual_seed(3);
  const auto mask = holed_mask(1, 1, 5, 4).to(at::kDouble);
  const auto report = check_gradients(
      [&](const Tensors& x) {
        return Tensors{masked_pool_half({x[0], mask}).value, masked_adaptive_pool({x[0], mask}, 2)};
      },
      {torch::randn({1, 2, 5, 4}, at::kDouble)});
  INFO(report.where);
  CHECK(report.worst < 1e-7);
}
