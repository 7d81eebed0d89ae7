#include "lowlight/core/cielab.h"

#include <c10/util/Exception.h>
#include <torch/types.h>

#include "lowlight/core/srgb.h"
#include "support/catch.h"
#include "support/gradient_check.h"

using namespace lowlight;

namespace {

at::Tensor lab_of(double red, double green, double blue) {
  return srgb_to_lab(at::tensor({red, green, blue}, at::kDouble).view({1, 3, 1})).flatten();
}

bool near(const at::Tensor& lab, double lightness, double a, double b) {
  return at::allclose(lab, at::tensor({lightness, a, b}, at::kDouble), 0, 0.02);
}

}  // namespace

TEST_CASE("CIELAB of the corners of sRGB is what colour science tables say") {
  CHECK(near(lab_of(0, 0, 0), 0, 0, 0));
  CHECK(near(lab_of(1, 1, 1), 100, 0, 0));
  CHECK(near(lab_of(1, 0, 0), 53.24, 80.09, 67.20));
  CHECK(near(lab_of(0, 1, 0), 87.73, -86.18, 83.18));
  CHECK(near(lab_of(0, 0, 1), 32.30, 79.19, -107.86));
  CHECK(near(lab_of(0.5, 0.5, 0.5), 53.39, 0, 0));
}

TEST_CASE("One colour and a tensor of colours have the same CIELAB") {
  at::manual_seed(2);
  const auto colours = at::cat({at::rand({40, 3}), at::rand({40, 3}) * 0.01}).to(at::kDouble);
  const auto expected = srgb_to_lab(colours.unsqueeze(2)).flatten(1);
  for (int64_t i = 0; i < colours.size(0); ++i) {
    std::array<double, 3> light;
    for (int64_t c = 0; c < 3; ++c) light[size_t(c)] = srgb_to_linear(colours[i][c].item<double>());
    const auto lab = linear_to_lab(light);
    CHECK(at::allclose(at::tensor(at::ArrayRef<double>(lab)), expected[i], 1e-9, 1e-9));
  }
}

TEST_CASE("CIELAB keeps the shape, and clamps what is no colour") {
  CHECK(srgb_to_lab(at::rand({2, 3, 4, 5})).sizes() == at::IntArrayRef({2, 3, 4, 5}));
  CHECK(at::equal(lab_of(-1, 2, 0.5), lab_of(0, 1, 0.5)));
  CHECK_THROWS_AS(srgb_to_lab(at::rand({2, 4, 5})), c10::ValueError);
}

TEST_CASE("CIELAB has right and finite gradients, at black and white too") {
  at::manual_seed(1);
  const auto inner = at::rand({2, 3, 4}, at::kDouble) * 0.9 + 0.05;
  const auto report = test::check_gradients(
      [](const test::Tensors& in) { return test::Tensors{srgb_to_lab(in[0])}; }, {inner});
  INFO(report.where);
  CHECK(report.worst < 1e-6);
  const auto ends = at::tensor({0., 0., 0., 1., 1., 1.}, at::kDouble).view({2, 3, 1});
  auto colours = ends.clone().requires_grad_();
  srgb_to_lab(colours).sum().backward();
  CHECK(colours.grad().isfinite().all().item<bool>());
}
