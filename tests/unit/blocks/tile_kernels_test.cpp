#include "blocks/tile_kernels.h"

#include <torch/types.h>

#include "support/catch.h"

namespace lowlight::blocks {
namespace {

// G of Lavin and Gray.
at::Tensor transform() {
  return torch::tensor({{1.0, 0.0, 0.0}, {0.5, 0.5, 0.5}, {0.5, -0.5, 0.5}, {0.0, 0.0, 1.0}},
                       torch::kDouble);
}

}  // namespace

TEST_CASE("A kernel is G g G^T, by blocks of outputs") {
  const int64_t out = 13, in = 3;
  const auto weight = torch::randn({out, in, 3, 3}, torch::kDouble);
  const auto wanted =
      at::matmul(at::matmul(transform(), weight), transform().t()).view({out, in, 16});
  const auto found = kernels_of_sums(weight.data_ptr<double>(), out, in);
  REQUIRE(found.size() == size_t(out * in * 16));
  const double* next = found.data();
  double worst = 0;
  for (const auto& [first, count] : {std::pair{0, 8}, {8, 4}, {12, 1}}) {
    for (int64_t position = 0; position < 16; ++position)
      for (int64_t c = 0; c < in; ++c)
        for (int64_t m = first; m < first + count; ++m)
          worst = std::max(worst, std::abs(*next++ - wanted[m][c][position].item<double>()));
  }
  CHECK(worst < 1e-15);
}

TEST_CASE("Kernels of the gradient are those of the sums of turned and transposed kernels") {
  const auto weight = torch::randn({5, 12, 3, 3}, torch::kDouble);
  const auto turned = weight.flip({2, 3}).transpose(0, 1).contiguous();
  CHECK(kernels_of_gradient(weight.data_ptr<double>(), 5, 12) ==
        kernels_of_sums(turned.data_ptr<double>(), 12, 5));
}

TEST_CASE("take_kernel is the adjoint of the transform") {
  const auto u = torch::randn({4, 4, 2}, torch::kDouble);
  const auto wanted =
      at::matmul(at::matmul(transform().t(), u.select(2, 0)), transform()).contiguous();
  auto found = torch::empty({3, 3}, torch::kDouble);
  take_kernel(u.data_ptr<double>(), 2, found.data_ptr<double>());
  CHECK(found.allclose(wanted, 1e-14, 1e-14));
}

}  // namespace lowlight::blocks
