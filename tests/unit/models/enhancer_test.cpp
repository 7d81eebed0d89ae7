#include "lowlight/models/enhancer.h"
#include "lowlight/core/fields.h"

#include <torch/types.h>
#include <torch/utils.h>

#include "lowlight/models/affine_grid.h"
#include "support/catch.h"
#include "support/problems.h"

using namespace lowlight;
using namespace lowlight::models;

TEST_CASE("An untrained enhancer changes nothing, whatever the look") {
  Enhancer enhancer(EnhancerOptions{});
  const auto x = torch::rand({2, 3, 64, 48});
  const auto grid = enhancer->forward(x, enhancer->look_of(torch::rand({2, 3, 40, 40})));
  CHECK(torch::equal(apply_affine_grid(grid, x), x));
}

TEST_CASE("The grid follows the picture's proportions") {
  Enhancer enhancer(EnhancerOptions{});
  for (const auto& [height, width, rows, columns] : {std::array<int64_t, 4>{64, 64, 16, 16},
                                                     {128, 64, 16, 8},
                                                     {33, 256, 2, 16},
                                                     {200, 67, 16, 5}}) {
    const auto grid =
        enhancer->forward(torch::rand({1, 3, height, width}), enhancer->stored_look());
    CHECK(grid.sizes().vec() == std::vector<int64_t>{1, 12, 8, rows, columns});
  }
}

TEST_CASE("Corrections never exceed the bound") {
  Enhancer enhancer(EnhancerOptions{.bound = 0.3});
  {
    const torch::NoGradGuard no_gradients;
    enhancer->head->weight.normal_(0, 100);
  }
  const auto grid = enhancer->forward(torch::rand({1, 3, 48, 48}), enhancer->stored_look());
  CHECK(grid.abs().max().item<float>() <= 0.3f);
  CHECK(grid.abs().max().item<float>() > 0.29f);
}

TEST_CASE("The stored look serves a whole batch") {
  Enhancer enhancer(EnhancerOptions{});
  CHECK(enhancer->forward(torch::rand({3, 3, 48, 48}), enhancer->stored_look()).size(0) == 3);
}

TEST_CASE("Options that cannot work are all named") {
  const auto problems = problems_of(EnhancerOptions{.grid_cells = 0, .grid_depth = 0, .bound = -1});
  CHECK(problems.size() == 3);
  CHECK(test::has_problem(problems, "grid_cells", in(1, 256), "0"));
  CHECK(test::has_problem(problems, "grid_depth", in(1, 256), "0"));
  CHECK(test::has_problem(problems, "bound", above(0), "-1"));
  CHECK_THROWS_WITH(Enhancer(EnhancerOptions{.grid_cells = 0}), ContainsSubstring("grid_cells"));
}
