#include "blocks/winograd_tiles.h"

#include <torch/types.h>

#include "support/catch.h"
#include "support/tensor_compare.h"

namespace lowlight::blocks {
namespace {

using test::mixed_error;

struct Case {
  int64_t in, out, height, width;  ///< of the results
};

// One tile, odd sizes, outputs that are no whole block, and rows longer than a block of tiles.
const std::vector<Case> kCases{
    {1, 1, 1, 1}, {3, 2, 2, 2}, {5, 11, 7, 9}, {2, 3, 33, 35}, {16, 2, 3, 1101}, {4, 9, 41, 200}};

/// Maps with a border of one pixel as tiles ask for it.
BorderedPlanes planes_for(const Case& c) {
  return {c.height, c.width, 1, 1, PaddingMode::zeros, c.height + 3, c.width + 3};
}

template <class T>
at::Tensor sums(const Case& c, const at::Tensor& maps, const at::Tensor& weight, const T* bias) {
  auto results = torch::full({c.out, c.height, c.width}, -99, maps.options());
  sum_tiles(planes_for(c),
            maps.data_ptr<T>(),
            c.in,
            kernels_of_sums(weight.data_ptr<T>(), c.out, c.in),
            bias,
            {c.height, c.width},
            c.out,
            results.template data_ptr<T>());
  return results;
}

at::Tensor plain(const at::Tensor& maps, const at::Tensor& weight, const at::Tensor& bias) {
  return at::conv2d(maps.unsqueeze(0), weight, bias, 1, 1)[0];
}

}  // namespace

TEST_CASE("Sums by tiles are convolutions, with a bias or without") {
  for (const auto& c : kCases) {
    INFO(c.in << " to " << c.out << ", " << c.height << " x " << c.width);
    const auto maps = torch::randn({c.in, c.height, c.width}, torch::kDouble),
               weight = torch::randn({c.out, c.in, 3, 3}, torch::kDouble),
               bias = torch::randn({c.out}, torch::kDouble);
    CHECK(mixed_error(sums<double>(c, maps, weight, nullptr), plain(maps, weight, {})) < 1e-13);
    CHECK(mixed_error(sums(c, maps, weight, bias.data_ptr<double>()), plain(maps, weight, bias)) <
          1e-13);
  }
}

TEST_CASE("The products of tiles are the gradient of the kernels") {
  for (const auto& c : kCases) {
    INFO(c.in << " to " << c.out << ", " << c.height << " x " << c.width);
    const auto maps = torch::randn({c.in, c.height, c.width}, torch::kDouble),
               probe = torch::randn({c.out, c.height, c.width}, torch::kDouble);
    const auto weight = torch::zeros({c.out, c.in, 3, 3}, torch::kDouble).requires_grad_();
    (plain(maps, weight, {}) * probe).sum().backward();
    auto found = torch::full_like(weight, -99);
    tile_products(planes_for(c),
                  maps.data_ptr<double>(),
                  c.in,
                  {c.height,
                   c.width,
                   1,
                   0,
                   PaddingMode::zeros,
                   c.height + c.height % 2,
                   c.width + c.width % 2},
                  probe.data_ptr<double>(),
                  c.out,
                  found.data_ptr<double>());
    CHECK(mixed_error(found, weight.grad()) < 1e-12);
  }
}

TEST_CASE("In single precision tiles round as little as three times a sum of their terms would") {
  const Case c{64, 16, 40, 40};
  const auto maps = torch::randn({c.in, c.height, c.width}),
             weight = torch::randn({c.out, c.in, 3, 3});
  const auto exact = plain(maps.to(at::kDouble), weight.to(at::kDouble), {});
  const auto error = [&](const at::Tensor& y) {
    return (y.to(at::kDouble) - exact).square().mean().sqrt().item<double>();
  };
  CHECK(error(sums<float>(c, maps, weight, nullptr)) < 3 * error(plain(maps, weight, {})));
}

}  // namespace lowlight::blocks
