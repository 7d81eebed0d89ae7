#include "lowlight/losses/adversarial.h"

#include <torch/types.h>
#include <torch/utils.h>

#include "support/catch.h"
#include "support/gradient_check.h"

using namespace lowlight::losses;

namespace {

at::Tensor scores(std::vector<double> values) { return torch::tensor(values, torch::kDouble); }

double discriminator(std::vector<double> real, std::vector<double> fake, AdversarialKind kind) {
  return discriminator_loss(scores(real), scores(fake), kind).item<double>();
}

}  // namespace

TEST_CASE("The hinge loss is zero beyond the margin and linear before it") {
  CHECK(discriminator({1, 7}, {-1, -9}, AdversarialKind::hinge) == 0);
  CHECK(discriminator({0}, {0}, AdversarialKind::hinge) == Approx(2));
  CHECK(discriminator({-1, 1}, {1, -1}, AdversarialKind::hinge) == Approx(2));
  CHECK(generator_loss(scores({1, 3}), AdversarialKind::hinge).item<double>() == Approx(-2));
}

TEST_CASE("The least squares loss is zero at its targets") {
  CHECK(discriminator({1, 1}, {0}, AdversarialKind::least_squares) == 0);
  CHECK(discriminator({0}, {1}, AdversarialKind::least_squares) == Approx(1));
  CHECK(generator_loss(scores({1}), AdversarialKind::least_squares).item<double>() == 0);
  CHECK(generator_loss(scores({0, -1}), AdversarialKind::least_squares).item<double>() ==
        Approx(1.25));
}

TEST_CASE("Adversarial losses have the right gradients") {
  for (const auto kind : {AdversarialKind::hinge, AdversarialKind::least_squares}) {
    const auto report = lowlight::test::check_gradients(
        [kind](const auto& in) {
          return std::vector{discriminator_loss(in[0], in[1], kind), generator_loss(in[1], kind)};
        },
        {scores({0.3, 2.5, -1.7}), scores({0.4, -2.1, 1.3})});
    CHECK(report.worst < 1e-6);
  }
}

TEST_CASE("Adversarial losses refuse empty scores") {
  for (const auto kind : {AdversarialKind::hinge, AdversarialKind::least_squares}) {
    CHECK_THROWS(discriminator_loss(scores({}), scores({1}), kind));
    CHECK_THROWS(generator_loss(scores({}), kind));
  }
}

TEST_CASE("R1 of a linear score is half the squared length of its weights") {
  const auto picture = torch::randn({3, 2, 4, 4}, torch::kDouble).requires_grad_();
  const auto weight = torch::randn({2, 4, 4}, torch::kDouble);
  const auto penalty = r1_penalty((picture * weight).sum({1, 2, 3}), picture);
  CHECK(penalty.item<double>() == Approx(0.5 * weight.square().sum().item<double>()));
}

TEST_CASE("R1 trains the discriminator") {
  const auto picture = torch::randn({2, 3}, torch::kDouble);
  const auto report = lowlight::test::check_gradients(
      [&](const auto& in) {
        const auto real = picture.clone().requires_grad_();
        at::AutoGradMode with_gradient(true);
        return std::vector{r1_penalty((real * in[0]).sin().sum(1), real)};
      },
      {torch::randn({3}, torch::kDouble)});
  CHECK(report.worst < 1e-6);
}

TEST_CASE("R1 of scores that do not see the picture is zero") {
  const auto picture = torch::randn({2, 3}).requires_grad_();
  CHECK(r1_penalty(torch::ones({2}), picture).item<double>() == 0);
  CHECK(r1_penalty(torch::ones({2}).requires_grad_(), picture).item<double>() == 0);
}

TEST_CASE("R1 refuses pictures without gradient and empty batches") {
  CHECK_THROWS_WITH(r1_penalty(torch::ones({2}), torch::ones({2, 3})),
                    ContainsSubstring("gradient"));
  const auto none = torch::ones({0, 3}).requires_grad_();
  CHECK_THROWS(r1_penalty(none.sum(1), none));
}
