#include "lowlight/blocks/doubled_conv.h"

#include <torch/types.h>
#include <torch/utils.h>

#include "lowlight/blocks/oct_tensor.h"
#include "lowlight/core/names.h"
#include "support/catch.h"
#include "support/tensor_compare.h"

using namespace lowlight::blocks;
using lowlight::test::mixed_error;

namespace {

struct Case {
  int64_t kernel_size;
  ConvGeometry geometry;
};

const std::vector<Case> kCases{
    {3, {.padding = 1, .padding_mode = PaddingMode::reflect}},
    {3, {.padding = 1, .padding_mode = PaddingMode::replicate}},
    {3, {.padding = 1, .padding_mode = PaddingMode::zeros}},
    {3, {.padding = 1, .padding_mode = PaddingMode::circular}},
    {3, {.stride = 2, .padding = 1, .padding_mode = PaddingMode::reflect}},
    {3, {.padding = 2, .dilation = 2, .padding_mode = PaddingMode::reflect}},
    {3, {.padding = 1, .groups = 2, .padding_mode = PaddingMode::reflect}},
    {5, {.padding = 2, .padding_mode = PaddingMode::reflect}},
    {1, {}},
};

void check_against_definition(const at::Tensor& x,
                              const Case& kind,
                              int64_t height,
                              int64_t width) {
  const auto k = kind.kernel_size;
  const auto weight = torch::randn({6, x.size(1) / kind.geometry.groups, k, k}, x.scalar_type());
  for (const auto& bias : {at::Tensor(), torch::randn({6}, x.scalar_type())}) {
    const auto expected = padded_conv2d(upsample_to(x, height, width), weight, bias, kind.geometry);
    const auto with_gradients = doubled_conv2d(x, weight, bias, kind.geometry, height, width);
    const torch::NoGradGuard no_grad;
    const auto found = doubled_conv2d(x, weight, bias, kind.geometry, height, width);
    CHECK(mixed_error(found, expected) < 1e-12);
    CHECK(mixed_error(with_gradients, expected) < 1e-12);
  }
}

}  // namespace

TEST_CASE("A convolution of a doubled map is what its definition says for every geometry") {
  for (const auto& kind : kCases) {
    INFO("k " << kind.kernel_size << ", " << lowlight::enum_name(kind.geometry.padding_mode));
    check_against_definition(torch::randn({2, 4, 5, 7}, torch::kDouble), kind, 10, 14);
  }
}

TEST_CASE("A convolution of a doubled map that is cropped sees the border of the crop") {
  const auto x = torch::randn({1, 4, 5, 7}, torch::kDouble);
  for (const auto& kind : kCases) {
    check_against_definition(x, kind, 9, 14);
    check_against_definition(x, kind, 10, 13);
  }
}

TEST_CASE("A convolution of a doubled pixel sees nothing but this pixel") {
  check_against_definition(torch::randn({1, 4, 1, 1}, torch::kDouble), kCases[0], 2, 2);
  check_against_definition(torch::randn({1, 4, 1, 6}, torch::kDouble), kCases[0], 2, 12);
}

TEST_CASE("A convolution of a doubled map reads every layout and an empty batch") {
  const auto x = torch::randn({2, 4, 6, 6}, torch::kDouble);
  check_against_definition(x.contiguous(at::MemoryFormat::ChannelsLast), kCases[0], 12, 12);
  check_against_definition(x.transpose(2, 3), kCases[0], 12, 12);
  check_against_definition(torch::randn({0, 4, 6, 6}, torch::kDouble), kCases[0], 12, 12);
}
