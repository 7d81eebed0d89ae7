#include "lowlight/blocks/kernel_predictor.h"

#include <torch/types.h>

#include "lowlight/core/fields.h"
#include "support/catch.h"
#include "support/problems.h"
#include "support/tensor_compare.h"

using namespace lowlight;
using namespace lowlight::blocks;
using namespace lowlight::test;

TEST_CASE("Predicted kernels have a kernel for every sample and channel") {
  for (const int64_t k : {1, 3, 5}) {
    KernelPredictor predictor(
        KernelPredictorOptions{.style_channels = 5, .channels = 6, .groups = 3, .style_kernel = k});
    const auto kernels = predictor->forward(torch::randn({2, 5, k, k}));
    CHECK(kernels.spatial.sizes() == at::IntArrayRef({2, 6, 2, k, k}));
    CHECK(kernels.pointwise.sizes() == at::IntArrayRef({2, 6, 2, 1, 1}));
    CHECK(kernels.bias.sizes() == at::IntArrayRef({2, 6}));
  }
}

TEST_CASE("The point-wise kernel and the bias depend on the mean of the style code only") {
  KernelPredictor predictor(KernelPredictorOptions{.style_channels = 4, .channels = 4});
  const auto style = torch::randn({1, 4, 3, 3});
  const auto a = predictor->forward(style), b = predictor->forward(style.flip({2, 3}));
  CHECK(mixed_error(a.pointwise, b.pointwise) < 1e-6);
  CHECK(mixed_error(a.bias, b.bias) < 1e-6);
  CHECK(mixed_error(a.spatial, b.spatial) > 1e-3);
}

TEST_CASE("Each style of a batch is read by itself") {
  KernelPredictor predictor(
      KernelPredictorOptions{.style_channels = 4, .channels = 4, .groups = 4});
  const auto styles = torch::randn({3, 4, 3, 3});
  const auto all = predictor->forward(styles);
  for (int64_t n = 0; n < 3; ++n) {
    const auto one = predictor->forward(styles.slice(0, n, n + 1));
    CHECK(mixed_error(all.spatial[n], one.spatial[0]) < 1e-6);
    CHECK(mixed_error(all.bias[n], one.bias[0]) < 1e-6);
  }
}

TEST_CASE("KernelPredictor refuses even kernels and codes of another shape") {
  const KernelPredictorOptions even{
      .style_channels = 4, .channels = 6, .groups = 4, .style_kernel = 2};
  const auto problems = problems_of(even);
  CHECK(test::keys_of(problems) == std::vector<std::string>{"style_kernel", "channels"});
  CHECK(test::has_problem(problems, "style_kernel", at_least(1).odd_only(), "2"));
  CHECK_THROWS_WITH(KernelPredictor(even), ContainsSubstring("KernelPredictor: style_kernel"));
  KernelPredictor predictor(KernelPredictorOptions{.style_channels = 4, .channels = 4});
  CHECK_THROWS_WITH(predictor->forward(torch::zeros({1, 4, 5, 5})),
                    ContainsSubstring("must be [N, 4, 3, 3], got [1, 4, 5, 5]"));
}
