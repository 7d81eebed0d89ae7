#include "lowlight/blocks/partial_oct_conv.h"

#include <torch/types.h>
#include <torch/utils.h>

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

PartialOctConvOptions partial_options(double alpha = 0.5) {
  return {.conv = {.in_channels = 8,
                   .out_channels = 8,
                   .padding = 1,
                   .alpha_in = alpha,
                   .alpha_out = alpha}};
}

MaskedOctTensor masked_bands(int64_t height, int64_t width) {
  const int64_t low_height = half_size(height), low_width = half_size(width);
  return {{torch::randn({2, 4, height, width}), torch::randn({2, 4, low_height, low_width})},
          {holed_mask(2, 1, height, width), holed_mask(2, 1, low_height, low_width)}};
}

MaskedOctTensor with_masks(const OctTensor& x, const OctTensor& masks) { return {x, masks}; }

template <class Source, class Target>
void copy_weights(Source& source, Target& target) {
  torch::NoGradGuard no_grad;
  for (auto& entry : target->named_parameters())
    entry.value().copy_(source->named_parameters()[entry.key()]);
}

}  // namespace

TEST_CASE("With full masks or none PartialOctConv is OctConv with mirrored borders") {
  for (const double alpha : {0.0, 0.5, 1.0}) {
    const auto options = partial_options(alpha);
    const auto x = torch::randn({2, 8, 9, 7});
    OctConvFirst first(options.conv);
    OctConv middle(options.conv);
    OctConvLast last(options.conv);
    PartialOctConvFirst partial_first(options);
    PartialOctConv partial_middle(options);
    PartialOctConvLast partial_last(options);
    copy_weights(first, partial_first);
    copy_weights(middle, partial_middle);
    copy_weights(last, partial_last);
    const auto expected_bands = middle->forward(first->forward(x));
    const auto expected = last->forward(expected_bands).value;
    for (const auto& mask : {torch::ones({2, 1, 9, 7}), at::Tensor()}) {
      const auto masked = partial_middle->forward(partial_first->forward({x, mask}));
      CHECK(mixed_error(masked.value.high, expected_bands.high) < 1e-5);
      CHECK(mixed_error(masked.value.low, expected_bands.low) < 1e-5);
      const auto [y, y_mask] = partial_last->forward(masked);
      CHECK(mixed_error(y.value, expected) < 1e-5);
      CHECK(y_mask.defined() == mask.defined());
      if (y_mask.defined()) CHECK(y_mask.eq(1).all().item<bool>());
    }
  }
}

TEST_CASE("Masks stay in 0 and 1 through a stack of PartialOctConv of any geometry") {
  const int64_t height = 33, width = 26;
  auto down = partial_options(), point = partial_options(), depthwise = partial_options();
  down.conv.stride = 2;
  point.conv.kernel_size = 1;
  point.conv.padding = 0;
  depthwise.conv.groups = 8;
  auto x = PartialOctConvFirst(down)->forward(
      {torch::randn({2, 8, height, width}), holed_mask(2, 1, height, width)});
  for (const auto& options :
       {partial_options(), point, depthwise, down, partial_options(), point}) {
    x = PartialOctConv(options)->forward(x);
    CHECK(is_binary(x.mask.high));
    CHECK(is_binary(x.mask.low));
  }
  CHECK(is_binary(PartialOctConvLast(partial_options())->forward(x).mask));
}

TEST_CASE("A pixel is valid where either of its paths is") {
  auto x = masked_bands(8, 8);
  x.mask.high.zero_();
  x.mask.low.zero_();
  x.mask.low[0][0][3][3] = 1;
  auto options = partial_options();
  options.conv.kernel_size = 1;
  options.conv.padding = 0;
  const auto y = PartialOctConv(options)->forward(x);
  CHECK(y.mask.high[0][0].sum().item<float>() == 4);
  CHECK(y.mask.high[0][0].slice(0, 6).slice(1, 6).eq(1).all().item<bool>());
  CHECK(y.mask.low[0][0].sum().item<float>() == 1);
  CHECK(y.mask.high[1].sum().item<float>() == 0);
}

TEST_CASE("Rubbish under the masks changes neither masked_bands nor masks nor gradients") {
  torch::manual_seed(5);
  PartialOctConv middle(partial_options());
  PartialOctConvLast last(partial_options());
  const auto x = masked_bands(9, 10);
  auto run = [&](double rubbish) {
    const auto high = with_rubbish(x.value.high, x.mask.high, rubbish).requires_grad_();
    const auto low = with_rubbish(x.value.low, x.mask.low, rubbish).requires_grad_();
    middle->zero_grad();
    const auto hidden = middle->forward(with_masks({high, low}, x.mask));
    const auto [y, mask] = last->forward(leaky_relu(hidden));
    y.value.square().sum().backward();
    return std::vector<at::Tensor>{
        y.value, mask, high.grad(), low.grad(), middle->high_to_low->weight.grad().clone()};
  };
  const auto clean = run(0.0), nan = run(std::nan("")), infinite = run(INFINITY);
  for (size_t i = 0; i < clean.size(); ++i) {
    CHECK(same(nan[i], clean[i]));
    CHECK(same(infinite[i], clean[i]));
  }
}

TEST_CASE("A point-wise masked kernel before up-sampling gives what it gives after") {
  auto options = partial_options();
  options.conv.kernel_size = 1;
  options.conv.padding = 0;
  PartialOctConvLast last(options);
  const auto x = masked_bands(9, 7);
  const auto [y, mask] = last->forward(x);
  const auto after = last->low->forward(masked_upsample_to(x.low(), 9, 7));
  CHECK(mixed_error(y.low, after.value) < 1e-6);
  CHECK(same(mask, join_masks(after.mask, x.mask.high)));
}

TEST_CASE("An empty mask gives zeros and an empty mask") {
  auto x = masked_bands(8, 8);
  x.mask.high.zero_();
  x.mask.low.zero_();
  const auto y = PartialOctConv(partial_options())->forward(x);
  CHECK(y.value.high.eq(0).all().item<bool>());
  CHECK(y.value.low.eq(0).all().item<bool>());
  CHECK(y.mask.high.eq(0).all().item<bool>());
}

TEST_CASE("PartialOctConv learns the kernels of OctConv and nothing else") {
  CHECK(PartialOctConv(partial_options())->named_parameters().keys() ==
        OctConv(partial_options().conv)->named_parameters().keys());
  CHECK(PartialOctConvFirst(partial_options())->named_parameters().keys() ==
        OctConvFirst(partial_options().conv)->named_parameters().keys());
  CHECK(PartialOctConv(partial_options())->named_buffers().is_empty());
}

TEST_CASE("PartialOctConv refuses many-channel masks and values out of range and bad options") {
  PartialOctConv conv(partial_options());
  auto x = masked_bands(8, 8);
  auto many = x;
  many.mask.high = torch::ones({2, 4, 8, 8});
  CHECK_THROWS_WITH(
      conv->forward(many),
      ContainsSubstring("PartialOctConv: the mask of a map") && ContainsSubstring("[2, 4, 8, 8]"));
  x.mask.low[0][0][0][0] = 2;
  CHECK_THROWS_WITH(conv->forward(x), ContainsSubstring("within [0, 1]"));
  auto options = partial_options();
  options.conv.alpha_in = -1;
  options.ratio_cap = 0;
  const auto problems = problems_of(options);
  CHECK(problems.size() == 2);
  CHECK(test::has_problem(problems, "conv.alpha_in", in(0, 1), "-1"));
  CHECK(test::has_problem(problems, "ratio_cap", at_least(1), "0"));
  options = partial_options();
  options.conv.groups = 3;
  CHECK_THROWS_WITH(PartialOctConv(options),
                    ContainsSubstring("PartialOctConv: conv.low_to_high input channels"));
  CHECK_THROWS_WITH(PartialOctConvFirst(options), ContainsSubstring("conv.groups"));
  CHECK_THROWS_WITH(PartialOctConvLast(options), ContainsSubstring("conv.groups"));
}

TEST_CASE("PartialOctConv is differentiated rightly") {
  auto options = partial_options();
  options.conv.in_channels = options.conv.out_channels = 2;
  PartialOctConv conv(options);
  conv->to(at::kDouble);
  const OctTensor masks{holed_mask(1, 1, 5, 6), holed_mask(1, 1, 3, 3)};
  const auto report = check_gradients(
      [&](const Tensors& in) {
        const auto y = conv->forward(with_masks({in[0], in[1]}, masks));
        return Tensors{y.value.high, y.value.low};
      },
      {torch::randn({1, 1, 5, 6}, at::kDouble), torch::randn({1, 1, 3, 3}, at::kDouble)});
  INFO(report.where);
  CHECK(report.worst < 1e-7);
}
