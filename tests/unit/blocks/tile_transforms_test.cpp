#include "blocks/tile_transforms.h"

#include <torch/types.h>

#include "support/catch.h"

namespace lowlight::blocks {
namespace {

const TileBlock kBlock{1, 2, 2, 19};  ///< of maps of 10 x 50
constexpr int64_t kStep = 64, kChannels = 3;

at::Tensor matrix(const std::vector<double>& numbers, int64_t rows) {
  return torch::tensor(numbers, torch::kDouble).view({rows, -1});
}

// Bᵀ and A of Lavin and Gray.
at::Tensor of_pixels() { return matrix({1, 0, -1, 0, 0, 1, 1, 0, 0, -1, 1, 0, 0, 1, 0, -1}, 4); }
at::Tensor of_gradient() { return matrix({1, 0, 1, 1, 1, -1, 0, -1}, 4); }

/// The tiles of kBlock of the side given: [channel, tile, side, side].
at::Tensor tiles_of(const at::Tensor& planes, int64_t side) {
  return planes.unfold(1, side, 2)
      .unfold(2, side, 2)
      .slice(1, kBlock.row, kBlock.row + kBlock.rows)
      .slice(2, kBlock.column, kBlock.column + kBlock.columns)
      .flatten(1, 2);
}

/// [position, channel, tile] of T d Tᵀ.
at::Tensor transformed(const at::Tensor& transform, const at::Tensor& tiles) {
  return at::matmul(at::matmul(transform, tiles), transform.t()).flatten(2).permute({2, 0, 1});
}

double distance(const at::Tensor& found, const at::Tensor& wanted) {
  return (found.narrow(2, 0, kBlock.count()) - wanted).abs().max().item<double>();
}

}  // namespace

TEST_CASE("Pixels become B^T d B, all at once or row by row") {
  const auto maps = torch::randn({kChannels, 10, 50}, torch::kDouble);
  const BorderedPlanes planes(10, 50, 1, 0, PaddingMode::zeros);
  TileStrips<double> strips(planes, kChannels, 4, kBlock.rows);
  const auto block = strips.fill(maps.data_ptr<double>(), kBlock);
  const auto wanted = transformed(of_pixels(), tiles_of(maps, 4));
  auto all = torch::zeros({16, kChannels, kStep}, torch::kDouble);
  transform_pixels(strips, block, kStep, all.data_ptr<double>());
  CHECK(distance(all, wanted) < 1e-14);
  for (int64_t row = 0; row < 4; ++row) {
    auto four = torch::zeros({4, kChannels, kStep}, torch::kDouble);
    transform_row_of_pixels(strips, block, row, kStep, four.data_ptr<double>());
    CHECK(distance(four, wanted.slice(0, 4 * row, 4 * row + 4)) < 1e-14);
  }
}

TEST_CASE("Gradients become A g A^T, with zeros after the last tile") {
  const auto maps = torch::randn({kChannels, 10, 50}, torch::kDouble);
  const BorderedPlanes planes(10, 50, 1, 0, PaddingMode::zeros);
  TileStrips<double> strips(planes, kChannels, 2, kBlock.rows);
  const auto block = strips.fill(maps.data_ptr<double>(), kBlock);
  const auto wanted = transformed(of_gradient(), tiles_of(maps, 2));
  for (int64_t row = 0; row < 4; ++row) {
    auto four = torch::full({4, kChannels, kStep}, NAN, torch::kDouble);
    transform_gradient(strips, block, row, kStep, four.data_ptr<double>());
    CHECK(distance(four, wanted.slice(0, 4 * row, 4 * row + 4)) < 1e-14);
    CHECK(four.narrow(2, kBlock.count(), kStep - kBlock.count()).abs().max().item<double>() == 0);
  }
}

TEST_CASE("Sums become A^T m A in their places of the plane and nowhere else") {
  const auto products = torch::randn({16, kStep}, torch::kDouble);
  // The last column and row of the plane are the first of their tiles.
  for (const auto& [rows, columns] : {std::pair<int64_t, int64_t>{10, 50}, {5, 41}}) {
    auto plane =
        torch::full({10, 50}, -99.0, torch::kDouble).slice(0, 0, rows).slice(1, 0, columns);
    plane = plane.contiguous();
    transform_sums({rows, columns},
                   products.data_ptr<double>(),
                   kStep,
                   kBlock,
                   0.25,
                   plane.data_ptr<double>());
    const auto m = products.narrow(1, 0, kBlock.count()).t().view({-1, 4, 4});
    const auto outputs =
        at::matmul(at::matmul(of_gradient().t(), m), of_gradient()) + 0.25;  // [tile, 2, 2]
    const auto square = outputs.view({kBlock.rows, kBlock.columns, 2, 2})
                            .permute({0, 2, 1, 3})
                            .reshape({2 * kBlock.rows, 2 * kBlock.columns});
    auto wanted = torch::full({10, 50}, -99.0, torch::kDouble);
    wanted.slice(0, 2, 6).slice(1, 4, 42).copy_(square);
    CHECK(plane.allclose(wanted.slice(0, 0, rows).slice(1, 0, columns), 1e-14, 1e-14));
  }
}

}  // namespace lowlight::blocks
