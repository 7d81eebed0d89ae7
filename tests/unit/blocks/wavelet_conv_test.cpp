#include "lowlight/blocks/wavelet_conv.h"

#include <torch/types.h>
#include <torch/utils.h>

#include "lowlight/blocks/padding.h"
#include "lowlight/core/fields.h"
#include "support/catch.h"
#include "support/gradient_check.h"
#include "support/problems.h"
#include "support/tensor_compare.h"

using namespace lowlight;
using namespace lowlight::blocks;
using namespace lowlight::test;

TEST_CASE("Parameters of WaveletConv are named as in the published module") {
  CHECK(WaveletConv(WaveletConvOptions{.channels = 3, .levels = 2})->named_parameters().keys() ==
        std::vector<std::string>{"base_conv.weight",
                                 "base_conv.bias",
                                 "base_scale.weight",
                                 "wavelet_convs.0.weight",
                                 "wavelet_convs.1.weight",
                                 "wavelet_scale.0.weight",
                                 "wavelet_scale.1.weight"});
}

TEST_CASE("With factors of 0 on every level WaveletConv is its depth-wise convolution") {
  WaveletConv conv(WaveletConvOptions{.channels = 3, .levels = 2});
  torch::NoGradGuard no_grad;
  for (auto& entry : conv->wavelet_scale->named_parameters()) entry.value().zero_();
  const auto x = torch::randn({2, 3, 7, 10});
  const auto expected =
      padded_conv2d(x, conv->base_conv->weight, conv->base_conv->bias, {.padding = 2, .groups = 3});
  CHECK(mixed_error(conv->forward(x), expected) < 1e-6);
}

TEST_CASE("With identity kernels and factors of 1 every level gives the map back") {
  for (const int64_t levels : {1, 2, 3}) {
    for (const auto& [height, width] : {std::pair{8, 8}, {7, 5}, {1, 1}}) {
      const auto x = torch::randn({1, 2, height, width});
      const WaveletWeights weights{torch::zeros({2, 1, 1, 1}),
                                   {},
                                   torch::ones({1, 2, 1, 1}),
                                   std::vector<at::Tensor>(levels, torch::ones({8, 1, 1, 1})),
                                   std::vector<at::Tensor>(levels, torch::ones({1, 8, 1, 1}))};
      const auto y = wavelet_conv(x, weights, {.channels = 2, .kernel_size = 1, .levels = levels});
      // A low band comes back once from its own level and once from each deeper one.
      if (levels == 1) CHECK(mixed_error(y, x) < 1e-6);
      CHECK(mixed_error(y.mean(), levels == 1 ? x.mean() : y.mean()) < 1e-6);
      CHECK(y.sizes() == x.sizes());
    }
  }
}

TEST_CASE("Each level doubles the reach") {
  const auto reach = [](int64_t levels) {
    WaveletConv conv(
        WaveletConvOptions{.channels = 1, .kernel_size = 3, .levels = levels, .bias = false});
    auto x = torch::zeros({1, 1, 64, 64});
    x[0][0][31][31] = 1;
    return conv->forward(x).ne(0).any(2).sum().item<int64_t>();
  };
  CHECK(reach(1) == 6);
  CHECK(reach(2) == 12);
  CHECK(reach(3) == 24);
}

TEST_CASE("Stride keeps every so many pixels from the first on") {
  WaveletConv conv(WaveletConvOptions{.channels = 2, .levels = 2});
  const auto x = torch::randn({1, 2, 9, 8});
  auto options = conv->options;
  options.stride = 3;
  const auto all = conv->forward(x), some = wavelet_conv(x, conv->weights(), options);
  CHECK(some.sizes() == at::IntArrayRef({1, 2, 3, 3}));
  CHECK(same(some[0][1][2][1], all[0][1][6][3]));
}

TEST_CASE("WaveletConv is differentiated rightly at an odd size") {
  const WaveletConvOptions options{.channels = 1, .kernel_size = 3, .levels = 2};
  const auto random = [](at::IntArrayRef shape) { return torch::randn(shape, at::kDouble); };
  const auto report = check_gradients(
      [&](const Tensors& in) {
        return Tensors{
            wavelet_conv(in[0], {in[1], in[2], in[3], {in[4], in[5]}, {in[6], in[7]}}, options)};
      },
      {random({1, 1, 5, 3}),
       random({1, 1, 3, 3}),
       random({1}),
       random({1, 1, 1, 1}),
       random({4, 1, 3, 3}),
       random({4, 1, 3, 3}),
       random({1, 4, 1, 1}),
       random({1, 4, 1, 1})});
  INFO(report.where);
  CHECK(report.worst < 1e-7);
}

TEST_CASE("WaveletConv refuses bad options and other channels") {
  const WaveletConvOptions flat{.channels = 1, .levels = 0};
  CHECK(test::has_problem(problems_of(flat), "levels", at_least(1), "0"));
  CHECK_THROWS_WITH(WaveletConv(flat), ContainsSubstring("WaveletConv: levels"));
  CHECK_THROWS_WITH(
      WaveletConv(WaveletConvOptions{.channels = 2})->forward(torch::zeros({1, 3, 4, 4})),
      ContainsSubstring("x must be [N, 2, H, W], got [1, 3, 4, 4]"));
}
