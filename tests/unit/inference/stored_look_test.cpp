#include "inference/stored_look.h"

#include <torch/types.h>
#include <torch/utils.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "lowlight/core/error.h"
#include "lowlight/io/checkpoint.h"
#include "lowlight/io/options_text.h"
#include "support/catch.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::inference;

namespace {

models::Enhancer network_with_large_corrections() {
  torch::manual_seed(2);
  models::Enhancer network(models::EnhancerOptions{.base_channels = 4, .bound = 0.2});
  const torch::NoGradGuard no_gradients;
  network->head->weight.normal_(0, 1);
  return network;
}

EnhanceSettings stored_look(const test::TemporaryFolder& folder, models::Enhancer network) {
  const auto path = folder / "weights.safetensors";
  io::save_checkpoint(
      path, *network, {"enhancer", io::options_to_text(network->options), 0, "", ""});
  return {.stored_look = true, .model = path, .device = "cpu"};
}

}  // namespace

TEST_CASE("Corrections are the network's grid, cell by cell in rows of four and padding") {
  const test::TemporaryFolder folder;
  auto network = network_with_large_corrections();
  const StoredLook look(stored_look(folder, network));
  const auto picture = torch::rand({1, 3, 96, 128});
  const auto grid = look.corrections(picture, nullptr);
  network->eval();
  const torch::NoGradGuard no_gradients;
  const auto expected = network->forward(picture, network->stored_look());
  REQUIRE(expected.sizes() == torch::IntArrayRef({1, 12, grid.depth, grid.height, grid.width}));
  REQUIRE(int64_t(grid.corrections.size()) == grid.width * grid.height * grid.depth * 16);
  // The layout: cells by row, column and depth, in each the columns of the matrix, four numbers
  // apart.
  for (const auto& [y, x, z] : {std::array<int64_t, 3>{0, 0, 0},
                                {grid.height - 1, 0, grid.depth - 1},
                                {0, grid.width - 1, 1}}) {
    const auto* cell = &grid.corrections[size_t(((y * grid.width + x) * grid.depth + z) * 16)];
    for (int64_t row = 0; row < 3; ++row) {
      for (int64_t column = 0; column < 4; ++column) {
        CHECK(cell[4 * column + row] == expected[0][4 * row + column][z][y][x].item<float>());
      }
    }
  }
  CHECK(look.device().is_cpu());
}

TEST_CASE("Pictures of a few pixels are read too") {
  const test::TemporaryFolder folder;
  const StoredLook look(stored_look(folder, network_with_large_corrections()));
  for (const auto& [height, width] : {std::pair<int64_t, int64_t>{1, 1}, {1, 256}, {256, 1}}) {
    std::vector<std::string> warnings;
    CHECK_FALSE(look.corrections(torch::rand({1, 3, height, width}), &warnings).empty());
    CHECK(warnings.empty());
  }
}

TEST_CASE("Weights of another network are refused by its name") {
  const test::TemporaryFolder folder;
  const auto settings = stored_look(folder, network_with_large_corrections());
  auto network = network_with_large_corrections();
  io::save_checkpoint(
      settings.model, *network, {"style", io::options_to_text(network->options), 0, "", ""});
  CHECK_THROWS_AS(StoredLook(settings), CheckpointError);
  CHECK_THROWS_WITH(StoredLook(settings), ContainsSubstring("'style'"));
}
