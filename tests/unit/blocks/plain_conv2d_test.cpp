#include "blocks/plain_conv2d.h"

#include "conv_samples.h"
#include "support/catch.h"
#include "support/tensor_compare.h"

using namespace lowlight::blocks;
using namespace lowlight::test;

TEST_CASE("A kernel for each sample gives what sample by sample gives") {
  for (const auto& sample : conv_samples()) {
    if (!sample.each) continue;
    INFO(sample.text());
    const auto x = sample.x(), weight = sample.weight(), bias = sample.bias();
    const auto y = plain_conv2d(x, weight, bias, sample.geometry);
    const auto unbiased = plain_conv2d(x, weight, {}, sample.geometry);
    for (int64_t n = 0; n < sample.samples; ++n) {
      const auto alone = x.narrow(0, n, 1);
      CHECK(mixed_error(y.narrow(0, n, 1),
                        plain_conv2d(alone, weight[n], bias[n], sample.geometry)) < 1e-12);
      CHECK(mixed_error(unbiased.narrow(0, n, 1),
                        plain_conv2d(alone, weight[n], {}, sample.geometry)) < 1e-12);
    }
  }
}
