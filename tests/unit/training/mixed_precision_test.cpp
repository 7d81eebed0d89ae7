#include "training/mixed_precision.h"

#include <ATen/autocast_mode.h>
#include <torch/types.h>

#include "support/catch.h"

using namespace lowlight::training;

TEST_CASE("Products within a scope are in bfloat16 and what was before comes back") {
  at::autocast::set_autocast_dtype(at::kCPU, at::kHalf);
  const auto a = torch::ones({2, 3}), b = torch::ones({3, 2});
  {
    const MixedPrecision mixed(at::kCPU, true);
    CHECK(a.mm(b).scalar_type() == at::kBFloat16);
    CHECK((a + 1).scalar_type() == at::kFloat);
  }
  CHECK(a.mm(b).scalar_type() == at::kFloat);
  CHECK_FALSE(at::autocast::is_autocast_enabled(at::kCPU));
  CHECK(at::autocast::get_autocast_dtype(at::kCPU) == at::kHalf);
  at::autocast::set_autocast_dtype(at::kCPU, at::kBFloat16);
}

TEST_CASE("A scope of mixed precision that is off changes nothing") {
  const MixedPrecision mixed(at::kCPU, false);
  CHECK_FALSE(at::autocast::is_autocast_enabled(at::kCPU));
  CHECK(torch::ones({2, 2}).mm(torch::ones({2, 2})).scalar_type() == at::kFloat);
}

TEST_CASE("The next scope sees weights as an update left them") {
  auto weight = torch::ones({2, 2}, torch::requires_grad());
  const auto x = torch::ones({1, 2});
  const auto product = [&] {
    const MixedPrecision mixed(at::kCPU, true);
    return x.mm(weight).sum().item<double>();
  };
  CHECK(product() == 4);
  {
    const torch::NoGradGuard no_gradients;
    weight.fill_(3);
  }
  CHECK(product() == 12);
}
