#include "lowlight/blocks/oct_conv.h"

#include <torch/types.h>

#include "lowlight/core/fields.h"
#include "support/catch.h"
#include "support/gradient_check.h"
#include "support/problems.h"
#include "support/tensor_compare.h"

using namespace lowlight;
using namespace lowlight::blocks;
using namespace lowlight::test;

namespace {

OctConvOptions oct_options(double alpha = 0.5) {
  return {
      .in_channels = 8, .out_channels = 12, .padding = 1, .alpha_in = alpha, .alpha_out = alpha};
}

OctTensor bands(const OctConvOptions& o,
                int64_t height,
                int64_t width,
                at::ScalarType type = at::kFloat) {
  OctTensor x;
  if (o.high_in()) x.high = torch::randn({2, o.high_in(), height, width}, type);
  if (o.low_in()) x.low = torch::randn({2, o.low_in(), half_size(height), half_size(width)}, type);
  return x;
}

}  // namespace

TEST_CASE("Without low-frequency channels every OctConv is a plain convolution") {
  const auto options = oct_options(0.0);
  const auto x = torch::randn({2, 8, 7, 9});
  const ConvGeometry geometry{.padding = 1, .padding_mode = PaddingMode::reflect};

  OctConvFirst first(options);
  const auto y_first = first->forward(x);
  CHECK_FALSE(y_first.has_low());
  CHECK(same(y_first.high, padded_conv2d(x, first->high->weight, {}, geometry)));

  OctConv middle(options);
  const auto y_middle = middle->forward({x, {}});
  CHECK_FALSE(y_middle.has_low());
  CHECK(same(y_middle.high, padded_conv2d(x, middle->high_to_high->weight, {}, geometry)));

  OctConvLast last(options);
  const auto y_last = last->forward({x, {}});
  CHECK_FALSE(y_last.low.defined());
  CHECK(same(y_last.value, padded_conv2d(x, last->high->weight, {}, geometry)));
}

TEST_CASE("With low-frequency channels only an OctConv works at half size") {
  const auto options = oct_options(1.0);
  const auto y = OctConvFirst(options)->forward(torch::randn({2, 8, 7, 9}));
  CHECK_FALSE(y.has_high());
  CHECK(y.low.sizes() == at::IntArrayRef({2, 12, 4, 5}));

  const OctTensor x{{}, torch::randn({2, 8, 4, 5})};
  CHECK(OctConv(options)->forward(x).low.sizes() == at::IntArrayRef({2, 12, 4, 5}));
  CHECK_FALSE(OctConv(options)->forward(x).has_high());
  CHECK(OctConvLast(options)->forward(x).value.sizes() == at::IntArrayRef({2, 12, 8, 10}));
}

TEST_CASE("An OctConv may make or drop a band") {
  auto options = oct_options();
  options.alpha_out = 0.0;
  const auto merged = OctConv(options)->forward(bands(options, 7, 9));
  CHECK(merged.high.sizes() == at::IntArrayRef({2, 12, 7, 9}));
  CHECK_FALSE(merged.has_low());

  options.alpha_in = 0.0;
  options.alpha_out = 0.25;
  const auto split = OctConv(options)->forward(bands(options, 7, 9));
  CHECK(split.high.size(1) == 9);
  CHECK(split.low.sizes() == at::IntArrayRef({2, 3, 4, 5}));
}

TEST_CASE("Every output band is the sum of its two paths at any size and with groups") {
  for (const auto& [height, width] : {std::pair{8, 6}, {7, 9}, {3, 4}}) {
    for (const int64_t groups : {1, 2}) {
      auto options = oct_options();
      options.groups = groups;
      OctConv conv(options);
      const auto x = bands(options, height, width);
      const auto y = conv->forward(x);
      const ConvGeometry within{.padding = 1, .padding_mode = PaddingMode::reflect};
      auto across = within;
      across.groups = groups;
      const auto high =
          padded_conv2d(x.high, conv->high_to_high->weight, {}, within) +
          padded_conv2d(upsample_to(x.low, height, width), conv->low_to_high->weight, {}, across);
      const auto low = padded_conv2d(x.low, conv->low_to_low->weight, {}, within) +
                       padded_conv2d(pool_half(x.high), conv->high_to_low->weight, {}, across);
      CHECK(same(y.high, high));
      CHECK(same(y.low, low));
    }
  }
}

TEST_CASE("A point-wise kernel before up-sampling gives what it gives after") {
  auto options = oct_options();
  options.kernel_size = 1;
  options.padding = 0;
  OctConv middle(options);
  OctConvLast last(options);
  for (const auto& [height, width] : {std::pair{8, 6}, {7, 9}, {1, 1}}) {
    const auto x = bands(options, height, width);
    const auto raised = upsample_to(x.low, height, width);
    const auto high = padded_conv2d(x.high, middle->high_to_high->weight, {}, {}) +
                      padded_conv2d(raised, middle->low_to_high->weight, {}, {});
    CHECK(mixed_error(middle->forward(x).high, high) < 1e-5);
    CHECK(mixed_error(last->forward(x).low, padded_conv2d(raised, last->low->weight, {}, {})) <
          1e-5);
  }
}

TEST_CASE("A depth-wise OctConv keeps the bands apart and says so") {
  auto options = oct_options();
  options.out_channels = 8;
  options.groups = 8;
  CHECK(options.is_depthwise());
  CHECK_FALSE(options.has_cross_paths());
  CHECK_FALSE(oct_options().is_depthwise());
  OctConv conv(options);
  CHECK(conv->named_parameters().keys() ==
        std::vector<std::string>{"high_to_high.weight", "low_to_low.weight"});
  auto x = bands(options, 6, 6);
  const auto before = conv->forward(x);
  x.low = x.low + 1;
  CHECK(same(conv->forward(x).high, before.high));
}

TEST_CASE("The parameters of an OctConv are named by their paths") {
  CHECK(OctConvFirst(oct_options())->named_parameters().keys() ==
        std::vector<std::string>{"high.weight", "low.weight"});
  CHECK(
      OctConv(oct_options())->named_parameters().keys() ==
      std::vector<std::string>{
          "high_to_high.weight", "low_to_low.weight", "low_to_high.weight", "high_to_low.weight"});
  CHECK(OctConvLast(oct_options())->named_parameters().keys() ==
        std::vector<std::string>{"high.weight", "low.weight"});
}

TEST_CASE("OctConvLast weighs its bands by freq_ratio") {
  auto options = oct_options();
  options.freq_ratio = {0.25, 2.0};
  const auto y = OctConvLast(options)->forward(bands(options, 7, 5));
  CHECK(mixed_error(y.value, 0.25 * y.high + 2 * y.low) < 1e-6);
}

TEST_CASE("OctConv is differentiated rightly through all four paths") {
  auto options = oct_options();
  options.in_channels = options.out_channels = 2;
  const auto kernel = [] { return torch::randn({1, 1, 3, 3}, at::kDouble); };
  const auto x = bands(options, 5, 4, at::kDouble);
  const auto report = check_gradients(
      [&](const Tensors& in) {
        const auto y = oct_conv({in[0], in[1]}, {in[2], in[3], in[4], in[5]}, options);
        return Tensors{y.high, y.low};
      },
      {x.high.slice(0, 0, 1), x.low.slice(0, 0, 1), kernel(), kernel(), kernel(), kernel()});
  INFO(report.where);
  CHECK(report.worst < 1e-7);
}

TEST_CASE("OctConv refuses bad options with the rule and the value") {
  auto options = oct_options();
  options.alpha_in = 1.5;
  options.stride = 0;
  const auto problems = problems_of(options);
  CHECK(problems.size() == 2);
  CHECK(test::has_problem(problems, "stride", at_least(1), "0"));
  CHECK(test::has_problem(problems, "alpha_in", in(0, 1), "1.5"));
  options = oct_options();
  options.groups = 8;
  options.alpha_out = 0;
  CHECK(test::keys_of(problems_of_paths(options)) == std::vector<std::string>{"groups"});
  CHECK_THROWS_WITH(OctConv(options), ContainsSubstring("OctConv: groups"));
  options = oct_options();
  options.groups = 3;
  CHECK(test::has_problem(problems_of_paths(options), "low_to_high input channels"));
  CHECK_THROWS_WITH(OctConv(options), ContainsSubstring("low_to_high input channels"));
  CHECK(problems_of_plain_side(options).at(0).value == "3");
  CHECK_THROWS_WITH(OctConvFirst(options), ContainsSubstring("OctConvFirst: groups"));
  CHECK_THROWS_WITH(OctConvLast(options), ContainsSubstring("OctConvLast: groups"));
}

TEST_CASE("OctConv refuses bands that do not belong together") {
  OctConv conv(oct_options());
  const auto high = torch::zeros({1, 4, 7, 9}), low = torch::zeros({1, 4, 4, 5});
  CHECK_THROWS_WITH(conv->forward({high, torch::zeros({1, 4, 3, 5})}),
                    ContainsSubstring("half its size") && ContainsSubstring("[1, 4, 3, 5]"));
  CHECK_THROWS_WITH(conv->forward({torch::zeros({1, 5, 7, 9}), low}),
                    ContainsSubstring("the high band must be [N, 4, H, W], got [1, 5, 7, 9]"));
  CHECK_THROWS_WITH(conv->forward({high, {}}),
                    ContainsSubstring("the low band must have 4 channels, got none"));
  CHECK_THROWS_WITH(OctConv(oct_options(0.0))->forward({torch::zeros({1, 8, 7, 9}), low}),
                    ContainsSubstring("there must be no low band"));
  CHECK_THROWS_WITH(OctConvFirst(oct_options())->forward(high),
                    ContainsSubstring("x must be [N, 8, H, W]"));
}
