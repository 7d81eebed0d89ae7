#include "lowlight/blocks/ada_oct_conv.h"

#include <torch/types.h>

#include "lowlight/core/fields.h"
#include "support/catch.h"
#include "support/problems.h"
#include "support/tensor_compare.h"

using namespace lowlight;
using namespace lowlight::blocks;
using namespace lowlight::test;

namespace {

AdaOctConvOptions adaptive_options(double alpha = 0.5) {
  return {.conv = {.in_channels = 8,
                   .out_channels = 8,
                   .padding = 1,
                   .groups = 8,
                   .alpha_in = alpha,
                   .alpha_out = alpha},
          .style_channels = 6,
          .group_div = 2};
}

OctTensor content() { return {torch::randn({2, 4, 9, 8}), torch::randn({2, 4, 5, 4})}; }
OctTensor style(int64_t samples) {
  return {torch::randn({samples, 3, 3, 3}), torch::randn({samples, 3, 3, 3})};
}

}  // namespace

TEST_CASE("Kernels predicted once give what predicting them each time gives") {
  AdaOctConv block(adaptive_options());
  const auto x = content(), look = style(2);
  const auto kernels = block->predict(look);
  const auto at_once = block->forward(x, look), apart = block->apply_kernels(x, kernels);
  CHECK(same(at_once.high, apart.high));
  CHECK(same(at_once.low, apart.low));
}

TEST_CASE("One style serves a batch of contents") {
  AdaOctConv block(adaptive_options());
  const auto x = content(), look = style(1);
  const OctTensor twice{look.high.repeat({2, 1, 1, 1}), look.low.repeat({2, 1, 1, 1})};
  CHECK(mixed_error(block->forward(x, look).high, block->forward(x, twice).high) < 1e-4);
  CHECK(mixed_error(block->forward(x, look).low, block->forward(x, twice).low) < 1e-4);
}

TEST_CASE("AdaOctConv works on one band alone") {
  const auto high =
      AdaOctConv(adaptive_options(0.0))
          ->forward({torch::randn({1, 8, 7, 6}), {}}, {torch::randn({1, 6, 3, 3}), {}});
  CHECK(high.high.sizes() == at::IntArrayRef({1, 8, 7, 6}));
  CHECK_FALSE(high.has_low());
  const auto low =
      AdaOctConv(adaptive_options(1.0))
          ->forward({{}, torch::randn({1, 8, 7, 6})}, {{}, torch::randn({1, 6, 3, 3})});
  CHECK(low.low.sizes() == at::IntArrayRef({1, 8, 7, 6}));
  CHECK_FALSE(low.has_high());
}

TEST_CASE("The style changes the output") {
  AdaOctConv block(adaptive_options());
  const auto x = content();
  CHECK(mixed_error(block->forward(x, style(2)).high, block->forward(x, style(2)).high) > 1e-3);
}

TEST_CASE("The number of groups is rounded down, so that every published width loads") {
  auto options = adaptive_options();
  options.group_div = 3;
  AdaOctConv block(options);
  CHECK(block->high_predictor->options.groups == 1);
  CHECK(block->forward(content(), style(2)).high.sizes() == at::IntArrayRef({2, 4, 9, 8}));
}

TEST_CASE("AdaOctConv refuses bad options and a style without the content's bands") {
  auto options = adaptive_options();
  options.style_kernel = 4;
  CHECK(test::has_problem(problems_of(options), "style_kernel", at_least(1).odd_only(), "4"));
  options = adaptive_options();
  options.group_div = 5;
  CHECK(test::has_problem(problems_of(options), "high_predictor.groups", at_least(1), "0"));
  CHECK_THROWS_WITH(AdaOctConv(options), ContainsSubstring("AdaOctConv: high_predictor.groups"));
  options = adaptive_options();
  options.style_channels = 1;
  CHECK(test::has_problem(problems_of(options), "high_predictor.style_channels", at_least(1), "0"));
  AdaOctConv block(adaptive_options());
  CHECK_THROWS_WITH(block->forward(content(), {style(2).high, {}}),
                    ContainsSubstring("low missing"));
}
