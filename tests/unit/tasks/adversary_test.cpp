#include "tasks/adversary.h"

#include <torch/types.h>

#include "support/catch.h"

using namespace lowlight;
using namespace lowlight::tasks;

namespace {

models::PatchDiscriminator small_discriminator() {
  return models::PatchDiscriminator(
      models::PatchDiscriminatorOptions{.base_channels = 4, .layers = 1, .instance_norm = false});
}

bool has_gradient(const models::PatchDiscriminator& discriminator) {
  for (const auto& parameter : discriminator->parameters())
    if (parameter.grad().defined()) return true;
  return false;
}

}  // namespace

TEST_CASE("Fooling moves what made the picture, judging the discriminator alone") {
  auto discriminator = small_discriminator();
  const auto real = torch::rand({2, 3, 16, 16});
  auto made = torch::rand({2, 3, 16, 16}, torch::requires_grad());
  fooling_loss(discriminator, made, {}).backward();
  CHECK(made.grad().abs().sum().item<double>() > 0);
  CHECK_FALSE(has_gradient(discriminator));
  made = made.detach().requires_grad_();
  judging_loss(discriminator, real, made, {}).backward();
  CHECK_FALSE(made.grad().defined());
  CHECK(has_gradient(discriminator));
}

TEST_CASE(
    "The slope on real pictures is a part of the judgement only while gradients are recorded") {
  auto discriminator = small_discriminator();
  const auto real = torch::rand({2, 3, 16, 16}), made = torch::rand({2, 3, 16, 16});
  const auto value = [&](double r1) {
    return judging_loss(discriminator, real, made, {.r1 = r1}).item<double>();
  };
  CHECK(value(10) > value(0));
  const at::NoGradGuard no_gradients;
  CHECK(value(10) == value(0));
}

TEST_CASE("A discriminator sees means of as many pixels as asked for") {
  auto discriminator = small_discriminator();
  const auto made = torch::rand({1, 3, 32, 32}), even = torch::avg_pool2d(made, 2);
  CHECK(fooling_loss(discriminator, made, {.reduction = 2}).item<double>() ==
        Approx(fooling_loss(discriminator, even, {}).item<double>()));
}
