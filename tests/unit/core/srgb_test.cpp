#include "lowlight/core/srgb.h"

#include <torch/types.h>

#include "support/catch.h"

using namespace lowlight;

TEST_CASE("sRGB and linear light undo each other for every 16 bit code") {
  const auto codes = torch::arange(65536).to(torch::kDouble) / 65535;
  CHECK(torch::allclose(linear_to_srgb(srgb_to_linear(codes)), codes, 0, 1e-7));
  CHECK(torch::allclose(
      linear_to_srgb(srgb_to_linear(codes.to(torch::kFloat))), codes.to(torch::kFloat), 0, 2e-6));
}

TEST_CASE("sRGB goes through its published points") {
  CHECK(srgb_to_linear(0.0) == 0.0);
  CHECK(srgb_to_linear(1.0) == Approx(1.0));
  CHECK(srgb_to_linear(0.04) == Approx(0.04 / 12.92));
  CHECK(srgb_to_linear(0.04045) == Approx(0.0031308).epsilon(1e-4));
  CHECK(srgb_to_linear(0.5) == Approx(0.21404114).epsilon(1e-7));
  const auto grey = torch::tensor({0.18}, torch::kDouble);
  CHECK(linear_to_srgb(grey).item<double>() == Approx(0.46135613).epsilon(1e-7));
}

TEST_CASE("The scalar and the tensor form are one function that rises everywhere") {
  const auto values = torch::linspace(-0.2, 1.5, 1001, torch::kDouble);
  const auto light = srgb_to_linear(values);
  for (int64_t i = 0; i < values.numel(); ++i) {
    const double value = values[i].item<double>(), linear = light[i].item<double>();
    REQUIRE(linear == Approx(srgb_to_linear(value)));
    REQUIRE(linear_to_srgb(linear) == Approx(value).margin(1e-7));
  }
  CHECK((light.diff() > 0).all().item<bool>());
  CHECK((linear_to_srgb(light).diff() > 0).all().item<bool>());
}

TEST_CASE("Gradients of both directions are finite and right on each side of the edge") {
  const auto values = torch::tensor({-0.1, 0.0, 0.02, 0.06, 0.5, 1.0, 1.4}, torch::kDouble);
  for (const auto& curve : {+[](const at::Tensor& x) { return srgb_to_linear(x); },
                            +[](const at::Tensor& x) { return linear_to_srgb(x); }}) {
    auto x = values.clone().requires_grad_();
    curve(x).sum().backward();
    const double step = 1e-6;
    const auto slope = (curve(values + step) - curve(values - step)) / (2 * step);
    CHECK(torch::allclose(x.grad(), slope, 1e-5, 1e-6));
  }
}

TEST_CASE("Nothing stays nothing") {
  CHECK(srgb_to_linear(torch::zeros({0, 3})).sizes() == at::IntArrayRef({0, 3}));
  CHECK(linear_to_srgb(torch::zeros({0, 3})).sizes() == at::IntArrayRef({0, 3}));
}
