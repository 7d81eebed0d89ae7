#include "lowlight/blocks/partial_wavelet_conv.h"

#include <torch/types.h>

#include "mask_samples.h"
#include "support/catch.h"
#include "support/gradient_check.h"
#include "support/tensor_compare.h"

using namespace lowlight::blocks;
using namespace lowlight::test;

namespace {

WaveletConvOptions wavelet_options(int64_t levels = 2) {
  return {.channels = 3, .kernel_size = 3, .levels = levels};
}

}  // namespace

TEST_CASE("With a full mask PartialWaveletConv is WaveletConv away from the borders") {
  PartialWaveletConv conv(wavelet_options());
  const auto x = torch::randn({2, 3, 32, 40});
  const auto plain = wavelet_conv(x, conv->weights(), conv->options);
  const auto masked = conv->forward({x, torch::ones({2, 1, 32, 40})});
  CHECK(masked.mask.eq(1).all().item<bool>());
  CHECK(mixed_error(inside(masked.value, 8), inside(plain, 8)) < 1e-5);
  CHECK(mixed_error(masked.value, plain) > 1e-3);
}

TEST_CASE("An undefined mask gives what a full one gives") {
  PartialWaveletConv conv(wavelet_options());
  const auto x = torch::randn({2, 3, 9, 11});
  const auto without = conv->forward({x, {}}),
             full = conv->forward({x, torch::ones({2, 1, 9, 11})});
  CHECK(same(without.value, full.value));
  CHECK(same(without.mask, full.mask));
}

TEST_CASE(
    "Rubbish under the mask changes neither the output nor any gradient of PartialWaveletConv") {
  PartialWaveletConv conv(wavelet_options(3));
  const auto value = torch::randn({2, 3, 21, 18}), mask = holed_mask(2, 1, 21, 18);
  auto run = [&](double rubbish) {
    const auto x = with_rubbish(value, mask, rubbish).requires_grad_();
    conv->zero_grad();
    const auto y = conv->forward({x, mask});
    y.value.square().sum().backward();
    return std::vector<at::Tensor>{
        y.value, y.mask, x.grad(), conv->base_conv->weight.grad().clone()};
  };
  const auto clean = run(0.0), nan = run(std::nan("")), infinite = run(INFINITY);
  for (size_t i = 0; i < clean.size(); ++i) {
    CHECK(same(nan[i], clean[i]));
    CHECK(same(infinite[i], clean[i]));
  }
}

TEST_CASE("A pixel is valid at the end where the picture or any level reaches it and 0 elsewhere") {
  auto mask = torch::zeros({1, 1, 32, 32});
  mask[0][0][16][16] = 1;
  const auto x = torch::randn({1, 3, 32, 32});
  // Level 1 sees the cell at 8: cells 7 to 9, pixels 14 to 19. Level 2: cells 3 to 5, pixels 12
  // to 23.
  for (const auto& [levels, first, side] : {std::tuple{1, 14, 6}, {2, 12, 12}}) {
    const auto y = PartialWaveletConv(wavelet_options(levels))->forward({x, mask});
    auto expected = torch::zeros({1, 1, 32, 32});
    expected.slice(2, first, first + side).slice(3, first, first + side) = 1;
    expected.slice(2, 15, 18).slice(3, 15, 18) = 1;
    CHECK(same(y.mask, expected));
    CHECK(y.value.where(expected == 0, 0.0).eq(0).all().item<bool>());
  }
}

TEST_CASE("The mask of PartialWaveletConv is binary at odd sizes and with stride") {
  auto options = wavelet_options(3);
  options.stride = 2;
  const auto y = PartialWaveletConv(options)->forward(
      {torch::randn({2, 3, 27, 17}), holed_mask(2, 1, 27, 17)});
  CHECK(y.value.sizes() == at::IntArrayRef({2, 3, 14, 9}));
  CHECK(y.mask.sizes() == at::IntArrayRef({2, 1, 14, 9}));
  CHECK(is_binary(y.mask));
}

TEST_CASE("An empty mask gives zeros") {
  const auto y = PartialWaveletConv(wavelet_options())
                     ->forward({torch::randn({1, 3, 8, 8}), torch::zeros({1, 1, 8, 8})});
  CHECK(y.value.eq(0).all().item<bool>());
  CHECK(y.mask.eq(0).all().item<bool>());
}

TEST_CASE("PartialWaveletConv learns the weights of WaveletConv and nothing else") {
  CHECK(PartialWaveletConv(wavelet_options())->named_parameters().keys() ==
        WaveletConv(wavelet_options())->named_parameters().keys());
  CHECK(PartialWaveletConv(wavelet_options())->named_buffers().is_empty());
}

TEST_CASE("PartialWaveletConv is differentiated rightly") {
  PartialWaveletConv conv(WaveletConvOptions{.channels = 1, .kernel_size = 3, .levels = 2});
  conv->to(at::kDouble);
  const auto mask = holed_mask(1, 1, 7, 6);
  const auto report = check_gradients(
      [&](const Tensors& in) {
        return Tensors{conv->forward({in[0], mask}).value};
      },
      {torch::randn({1, 1, 7, 6}, at::kDouble)});
  INFO(report.where);
  CHECK(report.worst < 1e-7);
}

TEST_CASE("PartialWaveletConv refuses masks out of range and other channels") {
  PartialWaveletConv conv(wavelet_options());
  CHECK_THROWS_WITH(conv->forward({torch::zeros({1, 3, 4, 4}), torch::full({1, 1, 4, 4}, 2.0)}),
                    ContainsSubstring("PartialWaveletConv: mask values must be finite"));
  CHECK_THROWS_WITH(conv->forward({torch::zeros({1, 2, 4, 4}), {}}),
                    ContainsSubstring("the value must be [N, 3, H, W]"));
}
