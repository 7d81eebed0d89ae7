#include "blocks/direct_conv2d.h"

#include <ATen/autocast_mode.h>
#include <torch/utils.h>

#include "blocks/plain_conv2d.h"
#include "conv_samples.h"
#include "support/catch.h"
#include "support/gradient_check.h"
#include "support/tensor_compare.h"

namespace lowlight::blocks {
namespace {

using test::mixed_error;
using test::Tensors;

Tensors leaves(const test::ConvSample& sample) {
  Tensors tensors{sample.x(), sample.weight(), sample.bias()};
  for (auto& tensor : tensors) tensor.set_requires_grad(true);
  return tensors;
}

}  // namespace

TEST_CASE("A direct convolution has the gradients of its definition") {
  const std::vector<test::ConvSample> samples{
      {2, 2, 3, 4, 3, 3, {.padding = 1, .padding_mode = PaddingMode::reflect}},
      {2, 2, 2, 4, 5, 3, {.stride = 2, .padding = 1, .groups = 2}},
      {2, 2, 2, 3, 3, 3, {.padding = 1, .padding_mode = PaddingMode::replicate}, true}};
  for (const auto& sample : samples) {
    const auto report = test::check_gradients(
        [&](const Tensors& in) {
          return Tensors{direct_conv2d(in[0], in[1], in[2], sample.geometry)};
        },
        {sample.x(), sample.weight(), sample.bias()});
    INFO(sample.text() << ": " << report.where);
    CHECK(report.worst < 1e-7);
  }
}

TEST_CASE("Gradients of a direct convolution can be differentiated again") {
  const test::ConvSample sample{
      2, 2, 3, 4, 5, 3, {.padding = 1, .padding_mode = PaddingMode::reflect}};
  const auto operands = leaves(sample);
  const auto second = [&](const at::Tensor& y) {
    const auto slope = torch::autograd::grad({y.square().sum()},
                                             {operands[0]},
                                             {},
                                             /*retain_graph=*/true,
                                             /*create_graph=*/true)
                           .front();
    return torch::autograd::grad({slope.square().sum()}, operands);
  };
  const auto found = second(direct_conv2d(operands[0], operands[1], operands[2], sample.geometry));
  const auto expected =
      second(plain_conv2d(operands[0], operands[1], operands[2], sample.geometry));
  for (size_t i = 0; i < 3; ++i) CHECK(mixed_error(found[i], expected[i]) < 1e-12);
}

TEST_CASE("A direct convolution takes any layout, and no bias") {
  const auto x = torch::randn({2, 3, 6, 7}), weight = torch::randn({4, 3, 3, 3});
  const ConvGeometry geometry{.padding = 1};
  const auto y = direct_conv2d(x, weight, {}, geometry);
  CHECK(test::same(
      direct_conv2d(x.contiguous(at::MemoryFormat::ChannelsLast), weight, {}, geometry), y));
  CHECK(test::same(direct_conv2d(x.transpose(2, 3).contiguous().transpose(2, 3),
                                 weight.contiguous(at::MemoryFormat::ChannelsLast),
                                 {},
                                 geometry),
                   y));
}

TEST_CASE("Weights that are not learned get no gradient, and the input still gets its own") {
  const auto x = torch::randn({1, 2, 5, 5}).requires_grad_();
  const auto weight = torch::randn({2, 2, 3, 3}), bias = torch::randn({2});
  direct_conv2d(x, weight, bias, {.padding = 1}).sum().backward();
  CHECK(x.grad().defined());
  CHECK_FALSE(weight.grad().defined());
}

TEST_CASE("Direct convolutions are for few channels, on the CPU, while gradients are recorded") {
  const auto x = torch::randn({1, 64, 4, 4});
  const ConvGeometry plain{};
  const auto takes = [&](int64_t out, int64_t in) {
    return is_for_direct_conv2d(x, torch::randn({out, in, 3, 3}), {.groups = x.size(1) / in});
  };
  CHECK(takes(64, 1));
  CHECK(takes(8, 64));
  CHECK_FALSE(takes(64, 64));
  CHECK(is_for_direct_conv2d(x, torch::randn({1, 64, 64, 3, 3}), plain));
  CHECK_FALSE(is_for_direct_conv2d(x.to(at::kBFloat16), torch::randn({8, 64, 3, 3}), plain));
  CHECK_FALSE(
      is_for_direct_conv2d(torch::randn({0, 64, 4, 4}), torch::randn({8, 64, 3, 3}), plain));
  const torch::NoGradGuard no_grad;
  CHECK_FALSE(takes(64, 1));
}

TEST_CASE("Many channels are convolved directly where tiles save work and each thread has a map") {
  const auto wide = torch::randn({64, 64, 3, 3});
  const auto takes = [&](const at::Tensor& x, const ConvGeometry& geometry) {
    return is_for_direct_conv2d(x, wide, geometry);
  };
  at::set_num_threads(2);
  const auto two = torch::randn({2, 64, 20, 20});
  CHECK(takes(two, {.padding = 1}));
  CHECK(takes(torch::randn({1, 128, 20, 20}), {.padding = 1, .groups = 2}));
  CHECK_FALSE(takes(two.slice(0, 0, 1), {.padding = 1}));
  CHECK_FALSE(takes(two, {.stride = 2, .padding = 1}));
  CHECK_FALSE(takes(two, {.padding = 2, .dilation = 2}));
  CHECK_FALSE(takes(torch::randn({2, 64, 8, 8}), {.padding = 1}));
}

}  // namespace lowlight::blocks
