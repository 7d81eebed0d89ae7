#include "tasks/look_objective.h"

#include <torch/types.h>

#include "lowlight/core/cielab.h"
#include "support/catch.h"
#include "support/gradient_check.h"

using namespace lowlight;
using namespace lowlight::tasks;

namespace {

double value_of(const std::vector<LossTerm>& terms, size_t i) {
  return terms.at(i).value.item<double>();
}

}  // namespace

TEST_CASE("The difference of colours is 0 for equal ones and about what CIEDE2000 says for greys") {
  const auto lab = srgb_to_lab(torch::rand({2, 3, 5}));
  CHECK(colour_difference(lab, lab).max().item<double>() < 0.02);
  const auto grey = [](double lightness) {
    return torch::tensor({lightness, 0., 0.}).view({1, 3, 1});
  };
  CHECK(colour_difference(grey(50), grey(53)).item<double>() == Approx(3).epsilon(0.03));
  CHECK(colour_difference(grey(90), grey(93)).item<double>() < 2.2);
}

TEST_CASE("A look's loss is its error over its size, so faint looks count as strong ones do") {
  torch::manual_seed(1);
  const auto plain = torch::rand({2, 6, 3}) * 0.5 + 0.2;
  const auto strong = plain + 0.2, faint = plain + 0.02;
  const auto of = [&](const at::Tensor& truth, const at::Tensor& found) {
    return value_of(look_losses({plain, truth, found}, 0.01), 0);
  };
  CHECK(of(strong, strong) < 0.01);
  CHECK(of(strong, plain) == Approx(1).margin(0.01));
  CHECK(of(faint, plain) == Approx(1).margin(0.01));
  CHECK(of(faint, strong) > 5);
}

TEST_CASE("What lies outside of colours is told apart") {
  const auto plain = torch::rand({1, 4, 3});
  const auto terms = look_losses({plain, plain, plain + 2}, 3);
  CHECK(terms[1].name == "range");
  CHECK(value_of(terms, 1) > 20);
  CHECK(value_of(look_losses({plain, plain, plain}, 3), 1) == 0);
}

TEST_CASE("The gradient of a look's loss is right, and finite where nothing is wrong") {
  torch::manual_seed(2);
  const auto plain = torch::rand({2, 3, 3}, torch::kDouble) * 0.8 + 0.1;
  const auto truth = torch::rand({2, 3, 3}, torch::kDouble) * 0.8 + 0.1;
  const auto found = torch::rand({2, 3, 3}, torch::kDouble) * 0.8 + 0.1;
  const auto report = test::check_gradients(
      [&](const test::Tensors& in) {
        return test::Tensors{look_losses({plain, truth, in[0]}, 3)[0].value};
      },
      {found});
  INFO(report.where);
  CHECK(report.worst < 1e-5);
  auto exact = truth.clone().requires_grad_();
  look_losses({plain, truth, exact}, 3)[0].value.backward();
  CHECK(exact.grad().isfinite().all().item<bool>());
}
