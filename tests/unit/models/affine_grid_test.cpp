#include "lowlight/models/affine_grid.h"

#include <torch/autograd.h>
#include <torch/nn/functional/vision.h>
#include <torch/types.h>
#include <torch/utils.h>

#include <array>
#include <vector>

#include "support/catch.h"

using namespace lowlight::models;

TEST_CASE("A zero grid changes nothing") {
  const auto x = torch::rand({2, 3, 9, 7});
  CHECK(torch::equal(apply_affine_grid(torch::zeros({2, 12, 4, 3, 2}), x), x));
}

TEST_CASE("A constant grid is one affine map for all pixels") {
  const auto x = torch::rand({1, 3, 6, 5});
  const auto matrix = torch::randn({3, 4}) * 0.3;
  const auto grid = matrix.view({1, 12, 1, 1, 1}).expand({1, 12, 3, 4, 5});
  const auto homogeneous = torch::cat({x, torch::ones({1, 1, 6, 5})}, 1);
  const auto expected = x + torch::einsum("rc,nchw->nrhw", {matrix, homogeneous});
  CHECK(torch::allclose(apply_affine_grid(grid, x), expected, 1e-5, 1e-6));
}

TEST_CASE("Corrections are chosen by place and by luma") {
  auto grid = torch::zeros({1, 12, 2, 1, 2});
  grid[0][3][1][0][0] = 0.25;  // constant to red: bright pixels on the left
  auto x = torch::zeros({1, 3, 4, 8});
  x.slice(3, 0, 8).fill_(0.0);
  x.select(2, 0).fill_(1.0);  // a bright row
  const auto change = apply_affine_grid(grid, x) - x;
  CHECK(change[0][0][0][0].item<float>() == Approx(0.25f));
  CHECK(change[0][0][0][7].item<float>() == Approx(0).margin(1e-6));
  CHECK(change[0][0][3][0].item<float>() == Approx(0).margin(1e-6));
  CHECK(change[0][1].abs().max().item<float>() == 0);
}

TEST_CASE("The grid is read as trilinear sampling reads it, and so are its gradients") {
  namespace F = torch::nn::functional;
  torch::manual_seed(1);
  for (const auto& [depth, rows, columns] :
       std::vector<std::array<int64_t, 3>>{{8, 3, 4}, {1, 1, 1}, {2, 7, 1}, {3, 9, 12}}) {
    CAPTURE(depth, rows, columns);
    const auto grid = torch::randn({2, 12, depth, rows, columns}, torch::kDouble).requires_grad_();
    const auto picture = (1.2 * torch::rand({2, 3, 9, 7}, torch::kDouble) - 0.1).requires_grad_();
    const auto ours = apply_affine_grid(grid, picture);

    const auto centres = [&](int64_t count) {
      return (torch::arange(count, torch::kDouble) + 0.5) * (2.0 / double(count)) - 1;
    };
    const auto luma =
        0.299 * picture.select(1, 0) + 0.587 * picture.select(1, 1) + 0.114 * picture.select(1, 2);
    const auto places = torch::stack({centres(7).view({1, 1, 7}).expand({2, 9, 7}),
                                      centres(9).view({1, 9, 1}).expand({2, 9, 7}),
                                      2 * luma - 1},
                                     -1)
                            .unsqueeze(1);
    const auto corrections = F::grid_sample(grid,
                                            places,
                                            F::GridSampleFuncOptions()
                                                .mode(torch::kBilinear)
                                                .padding_mode(torch::kBorder)
                                                .align_corners(false))
                                 .view({2, 3, 4, 9, 7});
    const auto theirs = picture + (corrections.narrow(2, 0, 3) * picture.unsqueeze(1)).sum(2) +
                        corrections.select(2, 3);
    CHECK(torch::allclose(ours, theirs, 1e-10, 1e-10));
    const auto weights = torch::randn_like(ours);
    const auto a = torch::autograd::grad({(ours * weights).sum()}, {grid, picture}),
               b = torch::autograd::grad({(theirs * weights).sum()}, {grid, picture});
    for (size_t i = 0; i < 2; ++i) CHECK(torch::allclose(a[i], b[i], 1e-9, 1e-9));
  }
}

TEST_CASE("Shapes that do not belong together are refused by rule and value") {
  CHECK_THROWS_WITH(apply_affine_grid(torch::zeros({1, 12, 2, 2, 2}), torch::zeros({2, 3, 4, 4})),
                    ContainsSubstring("with the picture's N"));
  CHECK_THROWS_WITH(apply_affine_grid(torch::zeros({1, 9, 2, 2, 2}), torch::zeros({1, 3, 4, 4})),
                    ContainsSubstring("[N, 12, D, h, w]"));
  CHECK_THROWS_WITH(apply_affine_grid(torch::zeros({1, 12, 2, 2, 2}), torch::zeros({1, 1, 4, 4})),
                    ContainsSubstring("[N, 3, H, W]"));
}
