#include "blocks/rescale_valid.h"

#include <torch/types.h>

#include <limits>

#include "blocks/rescale_valid_element.h"
#include "support/catch.h"
#include "support/gradient_check.h"

namespace lowlight::blocks {
namespace {

// Half of the ratio is 0.
struct Case {
  at::Tensor value, ratio, bias;
};

Case make_case(at::IntArrayRef value_sizes, at::IntArrayRef ratio_sizes) {
  const auto numbers = torch::dtype(torch::kDouble);
  return {torch::randn(value_sizes, numbers),
          torch::rand(ratio_sizes, numbers).sub(0.5).clamp_min(0),
          torch::randn({value_sizes[1]}, numbers)};
}

TEST_CASE("rescale_valid is its definition, element by element") {
  const auto x = make_case({2, 3, 5, 7}, {1, 1, 5, 7});
  const auto y = rescale_valid(x.value, x.ratio, x.bias);
  REQUIRE(y.sizes() == x.value.sizes());
  const auto ratio = x.ratio.expand_as(y).contiguous();
  const auto bias = x.bias.view({1, 3, 1, 1}).expand_as(y).contiguous();
  for (int64_t i = 0; i < y.numel(); ++i) {
    const double r = ratio.data_ptr<double>()[i];
    const double expected =
        r > 0 ? r * x.value.data_ptr<double>()[i] + bias.data_ptr<double>()[i] : 0;
    CHECK(y.data_ptr<double>()[i] == Approx(expected));
  }
}

// The same function is compiled for the GPU.
TEST_CASE("The element function of kernels gives what the composition gives") {
  const auto x = make_case({1, 4, 6, 6}, {1, 4, 6, 6});
  const auto y = rescale_valid(x.value, x.ratio, x.bias);
  const auto bias = x.bias.view({1, 4, 1, 1}).expand_as(y).contiguous();
  for (int64_t i = 0; i < y.numel(); ++i) {
    CHECK(rescale_valid_element(x.value.data_ptr<double>()[i],
                                x.ratio.data_ptr<double>()[i],
                                bias.data_ptr<double>()[i]) == Approx(y.data_ptr<double>()[i]));
  }
  CHECK(rescale_valid_element(std::numeric_limits<float>::infinity(), 0.0f, 1.0f) == 0.0f);
}

TEST_CASE("rescale_valid has the gradients of its definition") {
  const auto x = make_case({2, 3, 4, 3}, {2, 1, 4, 3});
  const auto of_value_and_bias = test::check_gradients(
      [&](const test::Tensors& in) { return test::Tensors{rescale_valid(in[0], x.ratio, in[1])}; },
      {x.value, x.bias});
  INFO(of_value_and_bias.where);
  CHECK(of_value_and_bias.worst < 1e-7);

  const auto of_ratio = test::check_gradients(
      [&](const test::Tensors& in) { return test::Tensors{rescale_valid(x.value, in[0], x.bias)}; },
      {x.ratio + 0.1});
  INFO(of_ratio.where);
  CHECK(of_ratio.worst < 1e-7);
}

TEST_CASE("rescale_valid keeps type, layout and emptiness") {
  for (const auto type : {torch::kFloat, torch::kDouble, torch::kBFloat16}) {
    const auto value =
        torch::randn({1, 2, 3, 4}).to(type).contiguous(at::MemoryFormat::ChannelsLast);
    const auto y = rescale_valid(value, torch::ones({1, 1, 3, 4}, type), torch::zeros({2}, type));
    CHECK(y.scalar_type() == type);
    CHECK(y.is_contiguous(at::MemoryFormat::ChannelsLast));
    CHECK(y.equal(value));
  }
  CHECK(rescale_valid(torch::randn({0, 2, 3, 4}), torch::ones({1, 1, 3, 4}), torch::zeros({2}))
            .numel() == 0);
}

}  // namespace
}  // namespace lowlight::blocks
