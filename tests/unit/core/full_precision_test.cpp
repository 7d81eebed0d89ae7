#include "lowlight/core/full_precision.h"

#include <ATen/ATen.h>
#include <ATen/autocast_mode.h>

#include "support/catch.h"

using namespace lowlight;

TEST_CASE("Products are exact inside the scope and reduced around it while autocast is on") {
  const auto a = at::full({1, 1}, 1.001f), b = at::full({1, 1}, 1.f);
  at::autocast::set_autocast_enabled(at::kCPU, true);
  const auto reduced = at::mm(a, b);
  at::Tensor full;
  {
    const FullPrecision island;
    full = at::mm(a, b);
  }
  const auto again = at::mm(a, b);
  at::autocast::set_autocast_enabled(at::kCPU, false);
  at::autocast::clear_cache();
  CHECK(reduced.scalar_type() == at::kBFloat16);
  CHECK(again.scalar_type() == at::kBFloat16);
  CHECK(full.scalar_type() == at::kFloat);
  CHECK(full.item<float>() == 1.001f);
}
