// The fused stem shows in an encoder without gradients.
#include <torch/types.h>
#include <torch/utils.h>

#include "lowlight/models/encoder.h"
#include "support/catch.h"
#include "support/tensor_compare.h"

using namespace lowlight::models;
using lowlight::blocks::MaskedTensor;
using lowlight::test::mixed_error;

TEST_CASE("Without gradients an encoder gives the same by fewer operations") {
  for (const double alpha : {0.0, 0.5, 1.0}) {
    Encoder encoder(EncoderOptions{.levels = 1, .base_channels = 8, .alpha = alpha});
    const torch::NoGradGuard until_here;
    for (const auto& [height, width] :
         {std::pair{16, 16}, {20, 44}, {64, 16}, {24, 18}, {33, 32}}) {
      const auto x = 3 * torch::randn({2, 3, height, width}) + 1;
      const auto fast = flat(encoder(MaskedTensor{x, {}}));
      const torch::AutoGradMode with_gradients(true);
      const auto plain = flat(encoder(MaskedTensor{x, {}}));
      REQUIRE(fast.size() == plain.size());
      for (size_t i = 0; i < fast.size(); ++i) CHECK(mixed_error(fast[i], plain[i]) < 1e-5);
    }
  }
}
