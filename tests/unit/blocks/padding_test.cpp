#include "lowlight/blocks/padding.h"

#include <ATen/autocast_mode.h>
#include <torch/types.h>

#include "support/catch.h"
#include "support/tensor_compare.h"

using namespace lowlight::blocks;
using namespace lowlight::test;

namespace {

const PaddingMode kModes[] = {
    PaddingMode::zeros, PaddingMode::reflect, PaddingMode::replicate, PaddingMode::circular};

// The pixel that each mode puts at position i of a line of n, or none.
std::optional<int64_t> source_of(PaddingMode mode, int64_t i, int64_t n) {
  if (i >= 0 && i < n) return i;
  switch (mode) {
    case PaddingMode::reflect:
      return i < 0 ? -i : 2 * (n - 1) - i;
    case PaddingMode::replicate:
      return i < 0 ? 0 : n - 1;
    case PaddingMode::circular:
      return (i + n) % n;
    default:
      return std::nullopt;
  }
}

}  // namespace

TEST_CASE("Every padding mode takes each border pixel from where its name says") {
  const int64_t height = 4, width = 5, padding = 3;
  const auto x = torch::randn({2, 3, height, width});
  for (const auto mode : kModes) {
    const auto padded = pad2d(x, padding, mode);
    REQUIRE(padded.sizes() == at::IntArrayRef({2, 3, height + 2 * padding, width + 2 * padding}));
    for (int64_t i = 0; i < padded.size(2); ++i) {
      for (int64_t j = 0; j < padded.size(3); ++j) {
        const auto row = source_of(mode, i - padding, height);
        const auto column = source_of(mode, j - padding, width);
        const auto expected =
            row && column ? x.select(2, *row).select(2, *column) : torch::zeros({2, 3});
        CHECK(same(padded.select(2, i).select(2, j), expected));
      }
    }
  }
}

TEST_CASE("Padding by nothing returns the map itself") {
  const auto x = torch::randn({1, 2, 3, 3});
  CHECK(pad2d(x, 0, PaddingMode::reflect).is_same(x));
}

TEST_CASE(
    "padded_conv2d sums the taps of its window in every mode with stride and dilation and groups") {
  const auto x = torch::randn({2, 4, 9, 8}, at::kDouble), bias = torch::randn({6}, at::kDouble);
  const auto weight = torch::randn({6, 2, 3, 3}, at::kDouble);
  for (const auto mode : kModes) {
    const ConvGeometry geometry{
        .stride = 2, .padding = 2, .dilation = 2, .groups = 2, .padding_mode = mode};
    const auto y = padded_conv2d(x, weight, bias, geometry);
    REQUIRE(y.sizes() == at::IntArrayRef({2, 6, 5, 4}));
    const auto padded = pad2d(x, 2, mode);
    for (const auto& [out, i, j] : {std::tuple{0, 0, 0}, {2, 4, 3}, {5, 2, 1}}) {
      const int64_t first = out / 3 * 2;
      const auto window = padded.slice(1, first, first + 2)
                              .slice(2, 2 * i, 2 * i + 5, 2)
                              .slice(3, 2 * j, 2 * j + 5, 2);
      const auto expected = (window * weight[out]).sum({1, 2, 3}) + bias[out];
      CHECK(mixed_error(y.select(1, out).select(1, i).select(1, j), expected) < 1e-12);
    }
  }
}

TEST_CASE("Where autocast is on a convolution is in reduced precision and its result is not") {
  const auto x = torch::rand({1, 2, 6, 6}), weight = torch::rand({3, 2, 3, 3});
  const auto exact = padded_conv2d(x, weight, {}, {.padding = 1});
  at::autocast::set_autocast_enabled(at::kCPU, true);
  const auto reduced = padded_conv2d(x, weight, {}, {.padding = 1});
  at::autocast::set_autocast_enabled(at::kCPU, false);
  at::autocast::clear_cache();
  CHECK(reduced.scalar_type() == torch::kFloat);
  CHECK_FALSE(torch::equal(reduced, exact));
  CHECK(torch::allclose(reduced, exact, 0.02, 0.02));
}

TEST_CASE("A map too small for its padding or kernel is refused with the rule and its size") {
  const auto tiny = torch::zeros({1, 1, 2, 5});
  CHECK_THROWS_WITH(
      pad2d(tiny, 2, PaddingMode::reflect),
      ContainsSubstring("reflect padding must be less") && ContainsSubstring("[1, 1, 2, 5]"));
  CHECK_THROWS_WITH(pad2d(tiny, 3, PaddingMode::circular),
                    ContainsSubstring("circular padding must not exceed"));
  CHECK_THROWS_WITH(pad2d(torch::zeros({1, 1, 0, 5}), 1, PaddingMode::replicate),
                    ContainsSubstring("must have a pixel"));
  CHECK_THROWS_WITH(pad2d(torch::zeros({1, 5}), 1, PaddingMode::zeros),
                    ContainsSubstring("[N, C, H, W]"));
  CHECK_THROWS_WITH(padded_conv2d(tiny, torch::zeros({1, 1, 3, 3}), {}, {}),
                    ContainsSubstring("must hold the kernel's 3 pixels"));
  CHECK_THROWS_WITH(padded_conv2d(tiny, torch::zeros({1, 2, 1, 1}), {}, {}),
                    ContainsSubstring("x must be [N, 2, H, W]"));
}

TEST_CASE("padded_conv2d refuses weights and biases that do not fit") {
  const auto x = torch::randn({2, 4, 6, 6});
  const auto refuses = [&](at::IntArrayRef weight, at::IntArrayRef bias, int64_t groups) {
    CHECK_THROWS(padded_conv2d(x, torch::randn(weight), torch::randn(bias), {.groups = groups}));
  };
  refuses({5, 2, 3, 3}, {5}, 2);
  refuses({4, 4, 3, 2}, {4}, 1);
  refuses({4, 4, 3, 3}, {3}, 1);
  refuses({3, 4, 4, 3, 3}, {3, 4}, 1);
  refuses({2, 4, 4, 3, 3}, {4}, 1);
  CHECK_NOTHROW(padded_conv2d(x, torch::randn({2, 4, 4, 3, 3}), torch::randn({2, 4}), {}));
}
