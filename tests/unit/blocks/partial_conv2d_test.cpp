#include "lowlight/blocks/partial_conv2d.h"

#include <torch/autograd.h>
#include <torch/optim/sgd.h>
#include <torch/types.h>

#include "lowlight/core/fields.h"
#include "mask_samples.h"
#include "support/catch.h"
#include "support/gradient_check.h"
#include "support/problems.h"
#include "support/tensor_compare.h"

using namespace lowlight;
using namespace lowlight::blocks;
using namespace lowlight::test;

namespace {

PartialConv2dOptions partial_conv_options(PaddingMode mode = PaddingMode::zeros) {
  return {
      .in_channels = 4, .out_channels = 6, .kernel_size = 3, .padding = 1, .padding_mode = mode};
}

at::Tensor weight_for(const PartialConv2dOptions& o, at::ScalarType type = at::kFloat) {
  return torch::randn({o.out_channels, o.in_channels / o.groups, o.kernel_size, o.kernel_size},
                      type);
}

// The definition, window by window, for one-channel masks and groups = 1.
MaskedTensor by_definition(const at::Tensor& x,
                           const at::Tensor& mask,
                           const at::Tensor& weight,
                           const at::Tensor& bias,
                           const PartialConv2dOptions& o) {
  const int64_t k = o.kernel_size, window = k * k;
  const auto m = pad2d(o.mask_mode == MaskMode::binary ? (mask > 0.5).to(x.scalar_type()) : mask,
                       o.padding,
                       o.padding_mode);
  const auto v = pad2d(x, o.padding, o.padding_mode);
  const int64_t height = (v.size(2) - k) / o.stride + 1, width = (v.size(3) - k) / o.stride + 1;
  auto y = torch::zeros({x.size(0), o.out_channels, height, width}, x.options());
  auto valid = torch::zeros({x.size(0), 1, height, width}, x.options());
  for (int64_t n = 0; n < x.size(0); ++n) {
    for (int64_t i = 0; i < height; ++i) {
      for (int64_t j = 0; j < width; ++j) {
        const auto rows = at::indexing::Slice(i * o.stride, i * o.stride + k);
        const auto columns = at::indexing::Slice(j * o.stride, j * o.stride + k);
        const auto seen = m.index({n, 0, rows, columns});
        const double sum = seen.sum().item<double>();
        if (sum <= 0) continue;
        double ratio = std::min(window / sum, double(window));
        if (o.ratio == RatioMode::capped) ratio = std::min(ratio, o.ratio_cap);
        if (o.ratio == RatioMode::square_root) ratio = std::sqrt(ratio);
        const auto part =
            (v.index({n, at::indexing::Slice(), rows, columns}) * seen * weight).sum({1, 2, 3});
        y.index_put_({n, at::indexing::Slice(), i, j}, part * ratio + bias);
        valid.index_put_({n, 0, i, j}, o.mask_mode == MaskMode::binary ? 1.0 : sum / window);
      }
    }
  }
  return {y, valid};
}

}  // namespace

TEST_CASE("PartialConv2d is its definition for every mask and ratio mode and stride") {
  const auto x = torch::randn({2, 4, 9, 8}, at::kDouble), bias = torch::randn({6}, at::kDouble);
  for (const auto ratio : {RatioMode::exact, RatioMode::capped, RatioMode::square_root}) {
    for (const auto mode : {MaskMode::binary, MaskMode::soft}) {
      auto options = partial_conv_options();
      options.ratio = ratio;
      options.ratio_cap = 1.75;
      options.mask_mode = mode;
      options.stride = mode == MaskMode::soft ? 2 : 1;
      auto mask = holed_mask(2, 1, 9, 8).to(at::kDouble);
      if (mode == MaskMode::soft) mask = mask * torch::rand_like(mask);
      const auto weight = weight_for(options, at::kDouble);
      const auto y = partial_conv2d(x, mask, weight, bias, options);
      const auto expected = by_definition(x, mask, weight, bias, options);
      CHECK(mixed_error(y.value, expected.value) < 1e-12);
      CHECK(mixed_error(y.mask, expected.mask) < 1e-12);
    }
  }
}

TEST_CASE("A many-channel mask whose channels agree gives what the one-channel mask gives") {
  for (const auto mode : {MaskMode::binary, MaskMode::soft}) {
    auto options = partial_conv_options();
    options.groups = 2;
    options.mask_mode = mode;
    const auto x = torch::randn({2, 4, 9, 8}), weight = weight_for(options),
               bias = torch::randn({6});
    auto mask = holed_mask(2, 1, 9, 8);
    if (mode == MaskMode::soft) mask = mask * (0.5 + 0.5 * torch::rand_like(mask));
    const auto one = partial_conv2d(x, mask, weight, bias, options);
    const auto many = partial_conv2d(x, mask.expand({2, 4, 9, 8}), weight, bias, options);
    // Soft ratios are clamped at windows of different sizes; sums above 1 keep clear of that.
    const auto clear = one.mask.expand_as(many.mask) * 9 > 1;
    CHECK(mixed_error(many.value.where(clear, 0), one.value.where(clear, 0)) < 1e-5);
    CHECK(mixed_error(many.mask, one.mask.expand_as(many.mask)) < 1e-6);
  }
}

TEST_CASE(
    "A full mask is the plain convolution in the interior and on zero-padded borders only there") {
  const auto x = torch::randn({2, 4, 7, 9}), bias = torch::randn({6}),
             ones = torch::ones({2, 1, 7, 9});
  for (const auto mode :
       {PaddingMode::zeros, PaddingMode::reflect, PaddingMode::replicate, PaddingMode::circular}) {
    const auto options = partial_conv_options(mode);
    const auto weight = weight_for(options);
    const auto plain = padded_conv2d(x, weight, bias, options.geometry());
    const auto y = partial_conv2d(x, ones, weight, bias, options);
    CHECK(mixed_error(inside(y.value, 1), inside(plain, 1)) < 1e-5);
    CHECK(y.mask.eq(1).all().item<bool>());
    const bool everywhere = mixed_error(y.value, plain) < 1e-5;
    CHECK(everywhere == (mode != PaddingMode::zeros));
  }
}

TEST_CASE("On a zero-padded border a full mask makes up for the missing row") {
  const auto options = partial_conv_options();
  const auto x = torch::ones({1, 4, 5, 5}), weight = torch::ones({6, 4, 3, 3});
  const auto y = partial_conv2d(x, torch::ones({1, 1, 5, 5}), weight, {}, options).value;
  CHECK(mixed_error(y, torch::full_like(y, 36.0)) < 1e-6);
}

TEST_CASE("An undefined mask gives exactly what a full mask gives") {
  const auto x = torch::randn({2, 4, 7, 6}), bias = torch::randn({6});
  for (const auto padding_mode : {PaddingMode::zeros, PaddingMode::reflect}) {
    for (const auto mask_mode : {MaskMode::binary, MaskMode::soft}) {
      for (const int64_t dilation : {1, 2}) {
        auto options = partial_conv_options(padding_mode);
        options.mask_mode = mask_mode;
        options.dilation = dilation;
        const auto weight = weight_for(options);
        const auto without = partial_conv2d(x, {}, weight, bias, options);
        const auto full = partial_conv2d(x, torch::ones({2, 1, 7, 6}), weight, bias, options);
        CHECK(mixed_error(without.value, full.value) < 1e-6);
        const auto mask = without.mask.defined() ? without.mask : torch::ones_like(full.mask);
        CHECK(same(mask, full.mask));
      }
    }
  }
}

TEST_CASE("Rubbish under the mask changes neither the output nor any gradient") {
  for (const auto mode : {MaskMode::binary, MaskMode::soft}) {
    for (const int64_t mask_channels : {1, 4}) {
      auto options = partial_conv_options(PaddingMode::replicate);
      options.mask_mode = mode;
      const auto mask = holed_mask(2, mask_channels, 9, 8);
      const auto value = torch::randn({2, 4, 9, 8}), probe = torch::randn({2, 6, 9, 8});
      auto run = [&](double rubbish) {
        const auto x = with_rubbish(value, mask, rubbish).requires_grad_();
        const auto weight = torch::ones({6, 4, 3, 3}).requires_grad_();
        const auto y = partial_conv2d(x, mask, weight, torch::ones({6}), options).value;
        const auto gradients = torch::autograd::grad({(y * probe).sum()}, {x, weight});
        return std::vector<at::Tensor>{y, gradients[0], gradients[1]};
      };
      const auto clean = run(0.0);
      CHECK(clean[1].where(mask > 0, 0.0).equal(clean[1]));
      for (const double rubbish : {1e30, double(INFINITY), std::nan("")}) {
        const auto found = run(rubbish);
        for (size_t i = 0; i < clean.size(); ++i) CHECK(same(found[i], clean[i]));
      }
    }
  }
}

TEST_CASE("A window without a valid pixel is 0 without bias and stays invalid") {
  PartialConv2d conv(partial_conv_options());
  const auto y = conv->forward({torch::randn({1, 4, 5, 5}), torch::zeros({1, 1, 5, 5})});
  CHECK(y.value.eq(0).all().item<bool>());
  CHECK(y.mask.eq(0).all().item<bool>());
}

TEST_CASE("Each layer of stride 1 lets binary validity grow by its reach") {
  auto mask = torch::zeros({1, 1, 9, 9});
  mask[0][0][4][4] = 1;
  PartialConv2d conv(partial_conv_options());
  const auto grown = conv->forward({torch::randn({1, 4, 9, 9}), mask}).mask;
  CHECK(grown.sum().item<float>() == 9);
  CHECK(inside(grown, 3).eq(1).all().item<bool>());
}

TEST_CASE("A point-wise kernel with a one-channel mask needs no ratio") {
  for (const auto mode : {MaskMode::binary, MaskMode::soft}) {
    PartialConv2dOptions options{
        .in_channels = 4, .out_channels = 6, .kernel_size = 1, .mask_mode = mode};
    const auto x = torch::randn({1, 4, 5, 5}), weight = weight_for(options),
               bias = torch::randn({6});
    auto mask = holed_mask(1, 1, 5, 5);
    if (mode == MaskMode::soft) mask = mask * torch::rand_like(mask);
    const auto expected = (padded_conv2d(x * mask, weight, bias, {})).where(mask > 0, 0.0);
    CHECK(mixed_error(partial_conv2d(x, mask, weight, bias, options).value, expected) < 1e-6);
  }
}

TEST_CASE("A mask of one sample serves the whole batch") {
  PartialConv2d conv(partial_conv_options());
  const auto x = torch::randn({3, 4, 6, 6}), mask = holed_mask(1, 1, 6, 6);
  const auto one = conv->forward({x, mask}), all = conv->forward({x, mask.expand({3, 1, 6, 6})});
  CHECK(same(one.value, all.value));
  CHECK(same(one.mask, all.mask));
}

TEST_CASE("PartialConv2d learns its weight and bias and nothing of the mask") {
  PartialConv2d conv(partial_conv_options());
  REQUIRE(conv->named_parameters().keys() == std::vector<std::string>{"weight", "bias"});
  CHECK(conv->named_buffers().is_empty());

  // After steps of training the window sums are still those of ones.
  torch::optim::SGD optimiser(conv->parameters(), 0.5);
  const auto x = torch::randn({1, 4, 6, 6}), mask = holed_mask(1, 1, 6, 6);
  const auto before = conv->forward({x, mask});
  for (int step = 0; step < 3; ++step) {
    optimiser.zero_grad();
    conv->forward({x, mask}).value.square().mean().backward();
    optimiser.step();
  }
  const auto after = conv->forward({x, mask});
  CHECK_FALSE(same(after.value, before.value));
  CHECK(same(after.mask, before.mask));
  const auto expected = by_definition(x, mask, conv->weight, conv->bias, conv->options);
  CHECK(mixed_error(after.value, expected.value) < 1e-4);
}

TEST_CASE("PartialConv2d is differentiated rightly by value and weight and bias and soft mask") {
  auto options = partial_conv_options(PaddingMode::reflect);
  options.in_channels = 2;
  options.out_channels = 2;
  options.check_mask_values = false;
  for (const auto mode : {MaskMode::binary, MaskMode::soft}) {
    options.mask_mode = mode;
    auto mask = 0.6 + 0.3 * torch::rand({1, 1, 4, 5}, at::kDouble);
    mask.slice(2, 0, 2).slice(3, 0, 3) = mode == MaskMode::binary ? 0.0 : 0.2;
    const auto report = check_gradients(
        [&](const Tensors& in) {
          const auto y = partial_conv2d(in[0], in[3], in[1], in[2], options);
          return Tensors{y.value, mode == MaskMode::soft ? y.mask : at::Tensor()};
        },
        {torch::randn({1, 2, 4, 5}, at::kDouble),
         weight_for(options, at::kDouble),
         torch::randn({2}, at::kDouble),
         mask});
    INFO(report.where);
    CHECK(report.worst < 1e-7);
  }
}

TEST_CASE("Half precision counts large windows exactly") {
  PartialConv2dOptions options{
      .in_channels = 1, .out_channels = 1, .kernel_size = 65, .bias = false};
  auto mask = torch::ones({1, 1, 65, 65});
  mask[0][0][0][0] = 0;
  const auto y = partial_conv2d(torch::zeros({1, 1, 65, 65}, at::kBFloat16),
                                mask,
                                torch::zeros({1, 1, 65, 65}, at::kBFloat16),
                                {},
                                options);
  CHECK(y.value.scalar_type() == at::kBFloat16);
  CHECK(y.mask.item<float>() == 1);
}

TEST_CASE("PartialConv2d refuses bad options all at once") {
  const auto problems = problems_of(PartialConv2dOptions{.in_channels = 3,
                                                         .out_channels = 4,
                                                         .kernel_size = 0,
                                                         .stride = 0,
                                                         .groups = 2,
                                                         .ratio_cap = 0.5});
  CHECK(problems.size() == 4);
  CHECK(test::has_problem(problems, "kernel_size", at_least(1), "0"));
  CHECK(test::has_problem(problems, "stride", at_least(1), "0"));
  CHECK(test::has_problem(problems, "ratio_cap", at_least(1), "0.5"));
  CHECK(test::has_problem(problems, "in_channels"));
  CHECK_THROWS_WITH(
      PartialConv2d(PartialConv2dOptions{}),
      ContainsSubstring("PartialConv2d: in_channels") && ContainsSubstring("out_channels"));
}

TEST_CASE("PartialConv2d refuses wrong shapes and masks with the rule and the value") {
  PartialConv2d conv(partial_conv_options());
  const auto good = torch::ones({1, 1, 5, 5});
  CHECK_THROWS_WITH(conv->forward({torch::ones({1, 3, 5, 5}), good}),
                    ContainsSubstring("the value must be [N, 4, H, W], got [1, 3, 5, 5]"));
  CHECK_THROWS_WITH(conv->forward({torch::ones({1, 4, 5, 5}), torch::ones({1, 1, 5, 4})}),
                    ContainsSubstring("got [1, 1, 5, 4]"));
  CHECK_THROWS_WITH(conv->forward({torch::ones({1, 4, 5, 5}), good * 2.1179}),
                    ContainsSubstring("within [0, 1], got 2.1179"));
  CHECK_THROWS_WITH(
      partial_conv2d(
          torch::ones({1, 4, 5, 5}), good, torch::ones({6, 4, 5, 5}), {}, partial_conv_options()),
      ContainsSubstring("the weight must be [6, 4, 3, 3]"));
}
