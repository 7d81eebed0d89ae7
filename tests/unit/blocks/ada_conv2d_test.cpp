#include "lowlight/blocks/ada_conv2d.h"

#include <torch/types.h>

#include "lowlight/blocks/padding.h"
#include "lowlight/core/fields.h"
#include "support/catch.h"
#include "support/gradient_check.h"
#include "support/problems.h"
#include "support/tensor_compare.h"

using namespace lowlight;
using namespace lowlight::blocks;
using namespace lowlight::test;

namespace {

PredictedKernels random_kernels(int64_t samples,
                                int64_t channels,
                                int64_t groups,
                                int64_t k,
                                at::ScalarType type = at::kFloat) {
  const int64_t each = channels / groups;
  return {torch::randn({samples, channels, each, k, k}, type),
          torch::randn({samples, channels, each, 1, 1}, type),
          torch::randn({samples, channels}, type)};
}

}  // namespace

TEST_CASE("instance_norm gives every channel of every sample mean 0 and variance 1") {
  const auto y = instance_norm(torch::randn({2, 3, 9, 8}, at::kDouble) * 5 + 2);
  CHECK(mixed_error(y.mean({2, 3}), torch::zeros({2, 3}, at::kDouble)) < 1e-12);
  CHECK(mixed_error(y.var({2, 3}, false), torch::ones({2, 3}, at::kDouble)) < 1e-5);
}

TEST_CASE("instance_norm of a constant map or of one pixel is 0 but for rounding") {
  for (const auto& x : {torch::full({1, 2, 4, 4}, 7.0), torch::full({2, 2, 1, 1}, 7.0)}) {
    CHECK(mixed_error(instance_norm(x), torch::zeros_like(x)) < 1e-3);
  }
}

TEST_CASE("A batch with a kernel a sample is its samples convolved one by one") {
  for (const int64_t groups : {1, 2, 6}) {
    for (const int64_t k : {1, 3, 5}) {
      const auto x = torch::randn({3, 6, 7, 5});
      const auto kernels = random_kernels(3, 6, groups, k);
      const auto y = predicted_conv2d(x, kernels, groups);
      for (int64_t n = 0; n < 3; ++n) {
        const auto spatial = padded_conv2d(
            x.slice(0, n, n + 1),
            kernels.spatial[n],
            {},
            {.padding = k / 2, .groups = groups, .padding_mode = PaddingMode::reflect});
        const auto expected =
            padded_conv2d(spatial, kernels.pointwise[n], kernels.bias[n], {.groups = groups});
        CHECK(mixed_error(y.slice(0, n, n + 1), expected) < 1e-5);
      }
    }
  }
}

TEST_CASE("One style serves a whole batch as if it were repeated") {
  const auto x = torch::randn({3, 4, 6, 7});
  const auto one = random_kernels(1, 4, 2, 3);
  const PredictedKernels each{one.spatial.expand({3, 4, 2, 3, 3}),
                              one.pointwise.expand({3, 4, 2, 1, 1}),
                              one.bias.expand({3, 4})};
  CHECK(mixed_error(predicted_conv2d(x, one, 2), predicted_conv2d(x, each, 2)) < 1e-5);
}

TEST_CASE("AdaConv2d sees neither the mean nor the scale of its input") {
  AdaConv2d conv(AdaConv2dOptions{.channels = 4, .groups = 2});
  const auto x = torch::randn({2, 4, 8, 8}, at::kDouble);
  conv->to(at::kDouble);
  const auto kernels = random_kernels(2, 4, 2, 3, at::kDouble);
  CHECK(mixed_error(conv->forward(x * 3 + 5, kernels), conv->forward(x, kernels)) < 1e-4);
}

TEST_CASE("AdaConv2d is differentiated rightly by the map and by all kernels") {
  AdaConv2d conv(AdaConv2dOptions{.channels = 2});
  conv->to(at::kDouble);
  for (const int64_t samples : {1, 2}) {
    const auto kernels = random_kernels(samples, 2, 1, 3, at::kDouble);
    const auto report = check_gradients(
        [&](const Tensors& in) {
          return Tensors{conv->forward(in[0], {in[1], in[2], in[3]})};
        },
        {torch::randn({2, 2, 4, 3}, at::kDouble),
         kernels.spatial,
         kernels.pointwise,
         kernels.bias});
    INFO(report.where);
    CHECK(report.worst < 1e-6);
  }
}

TEST_CASE("AdaConv2d refuses kernels for other channels or another batch") {
  AdaConv2d conv(AdaConv2dOptions{.channels = 4});
  const auto x = torch::randn({3, 4, 8, 8});
  CHECK_THROWS_WITH(conv->forward(x, random_kernels(2, 4, 1, 3)),
                    ContainsSubstring("for every sample or for one, got 2 for 3"));
  CHECK_THROWS_WITH(conv->forward(x, random_kernels(3, 6, 1, 3)),
                    ContainsSubstring("kernels [N, C, C/groups, k, k]"));
  CHECK_THROWS_WITH(conv->forward(torch::randn({3, 5, 8, 8}), random_kernels(3, 4, 1, 3)),
                    ContainsSubstring("x must be [N, 4, H, W]"));
  const AdaConv2dOptions uneven{.channels = 4, .groups = 3};
  CHECK(test::keys_of(problems_of(uneven)) == std::vector<std::string>{"channels"});
  CHECK_THROWS_WITH(AdaConv2d(uneven), ContainsSubstring("AdaConv2d: channels"));
}

TEST_CASE("A norm may be taken into the kernels, for maps that have it from another") {
  for (const int64_t groups : {1, 2, 6}) {
    for (const int64_t styles : {1, 3}) {
      const auto x = torch::randn({3, 6, 7, 5}, at::kDouble) * 3 + 2;
      const auto kernels = random_kernels(styles, 6, groups, 3, at::kDouble);
      const auto fixed = with_norm_of(x, kernels, groups);
      CHECK_FALSE(fixed.normalise);
      CHECK(mixed_error(predicted_conv2d(x, fixed, groups),
                        predicted_conv2d(instance_norm(x), kernels, groups)) < 1e-12);
      CHECK_THROWS(with_norm_of(x, fixed, groups));
      AdaConv2d conv(AdaConv2dOptions{.channels = 6, .groups = groups});
      conv->to(at::kDouble);
      CHECK(mixed_error(conv->forward(x, fixed), conv->forward(x, kernels)) < 1e-12);
      // A part of the map is normalised as the whole is.
      const auto part = conv->forward(x.narrow(2, 0, 5), fixed).narrow(2, 0, 3);
      CHECK(mixed_error(part, conv->forward(x, kernels).narrow(2, 0, 3)) < 1e-12);
    }
  }
}
