#include "support/gradient_check.h"

#include "support/catch.h"
#include "support/tensor_compare.h"

using namespace lowlight::test;

namespace {

// Doubles its input but claims that the slope of the third element is 2.01.
struct WrongByLittle : torch::autograd::Function<WrongByLittle> {
  static at::Tensor forward(torch::autograd::AutogradContext*, const at::Tensor& x) {
    return x * 2;
  }
  static torch::autograd::variable_list backward(torch::autograd::AutogradContext*,
                                                 torch::autograd::variable_list grad) {
    auto slope = torch::full_like(grad[0], 2.0);
    slope.view(-1)[2] = 2.01;
    return {grad[0] * slope};
  }
};

}  // namespace

TEST_CASE("The gradient check passes a right backward") {
  const auto report = check_gradients(
      [](const Tensors& x) {
        return Tensors{(x[0] * x[1]).sin(), x[1].exp()};
      },
      {torch::randn({2, 3}, at::kDouble), torch::randn({2, 3}, at::kDouble)});
  CHECK(report.worst < 1e-8);
}

TEST_CASE("The gradient check finds a wrong backward and the element that is wrong") {
  const auto report = check_gradients(
      [](const Tensors& x) {
        return Tensors{x[0].exp(), WrongByLittle::apply(x[1])};
      },
      {torch::randn({2}, at::kDouble), torch::ones({2, 2}, at::kDouble)});
  CHECK(report.worst > 1e-4);
  CHECK(report.where == "input 1, element 2");
}

TEST_CASE("The gradient check finds a gradient that is missing or not finite") {
  const auto detached =
      check_gradients([](const Tensors& x) { return Tensors{x[0] * 2 + x[0].detach()}; },
                      {torch::randn({3}, at::kDouble)});
  CHECK(detached.worst > 0.01);
  const auto at_zero = check_gradients(
      [](const Tensors& x) { return Tensors{at::where(x[0] > 1, x[0].sqrt(), 0.0)}; },
      {torch::zeros({1}, at::kDouble)});
  CHECK_FALSE(at_zero.worst < 1);
}

TEST_CASE("The gradient check takes doubles only") {
  CHECK_THROWS_AS(check_gradients([](const Tensors& x) { return x; }, {torch::ones({1})}),
                  c10::Error);
}

TEST_CASE(
    "mixed_error is absolute for small values and relative for large ones and infinite for "
    "different things") {
  CHECK(mixed_error(torch::tensor({0.1}), torch::tensor({0.0})) == Approx(0.1));
  CHECK(mixed_error(torch::tensor({110.0}), torch::tensor({100.0})) == Approx(0.1));
  CHECK(mixed_error(torch::tensor({0.0, 1.1}), torch::tensor({0.0, 1.0})) == Approx(0.1));
  CHECK(std::isinf(mixed_error(torch::ones({2}), torch::ones({1}))));
  CHECK(std::isinf(mixed_error(torch::tensor({std::nan("")}), torch::ones({1}, at::kDouble))));
  CHECK(std::isinf(mixed_error(torch::ones({2}, at::kDouble), torch::tensor({1.0, std::nan("")}))));
  CHECK(std::isinf(mixed_error(torch::zeros({2}), torch::tensor({0.0, double(INFINITY)}))));
  CHECK(mixed_error({}, {}) == 0);
  CHECK(std::isinf(mixed_error(torch::ones({1}), {})));
}
