// The distance of a detector's answers on two pictures.
#include <torch/types.h>

#include <cmath>
#include <vector>

#include "lowlight/losses/detection.h"
#include "support/catch.h"
#include "support/gradient_check.h"

using namespace lowlight;
using namespace lowlight::losses;
using detection::Heads;

namespace {

/// Of two pictures and five anchors.
Heads answers(int64_t classes) {
  const auto random = [](at::IntArrayRef sizes) { return torch::randn(sizes, torch::kDouble); };
  return {random({2, 5, classes}), random({2, 5}), random({2, 5, 4}), {}};
}

Heads with_slopes(Heads heads) {
  for (auto* head : {&heads.classes, &heads.objectness, &heads.boxes})
    *head = head->detach().clone().requires_grad_();
  return heads;
}

}  // namespace

TEST_CASE("Consistency is zero for equal answers and gives the reference no gradient") {
  const auto heads = with_slopes(answers(1));
  CHECK(consistency_loss(heads, heads).value.item<double>() == 0);
  const auto other = with_slopes(answers(1));
  const auto term = consistency_loss(heads, other);
  CHECK(term.value.item<double>() > 0);
  term.value.backward();
  CHECK(heads.boxes.grad().abs().sum().item<double>() > 0);
  CHECK_FALSE(other.boxes.grad().defined());
  CHECK_THROWS(
      consistency_loss(heads, Heads{torch::zeros({1, 5, 1}), {}, torch::zeros({1, 5, 4}), {}}));
}

TEST_CASE("A detector that sees nothing still has a slope towards what it should see") {
  const auto alone = [](double logit) {
    return Heads{torch::full({1, 1, 1}, logit, torch::kDouble),
                 torch::full({1, 1}, logit, torch::kDouble),
                 torch::zeros({1, 1, 4}, torch::kDouble),
                 {}};
  };
  for (const double blind : {-20., -60., -400.}) {
    auto heads = alone(blind);
    heads.objectness.requires_grad_();
    const auto term = consistency_loss(heads, alone(3));
    term.value.backward();
    CAPTURE(blind, term.value);
    CHECK(std::isfinite(term.value.item<double>()));
    const double seen = alone(3).scores().item<double>();
    CHECK(heads.objectness.grad().item<double>() == Approx(-seen / 2).epsilon(1e-6));
  }
  auto certain = alone(400);
  certain.objectness.requires_grad_();
  const auto term = consistency_loss(certain, alone(-3));
  term.value.backward();
  CHECK(std::isfinite(term.value.item<double>()));
  CHECK(certain.objectness.grad().isfinite().all().item<bool>());
}

TEST_CASE("Consistency is the divergence of scores and has the right gradients") {
  const auto some = answers(1), wanted = answers(1);
  const auto s = some.scores(), b = wanted.scores(), w = b + 1e-3;
  const auto divergence = b * (b / s).log() + (1 - b) * ((1 - b) / (1 - s)).log();
  const auto places = torch::smooth_l1_loss(some.boxes, wanted.boxes, at::Reduction::None).sum(-1);
  const auto expected = ((w * divergence).sum() + (b * places).sum()) / w.sum();
  CHECK(consistency_loss(some, wanted).value.item<double>() ==
        Approx(expected.item<double>()).epsilon(1e-9));
  const auto report = test::check_gradients(
      [&](const auto& in) {
        return std::vector{consistency_loss({in[0], in[1], in[2], {}}, wanted).value};
      },
      {some.classes, some.objectness, some.boxes});
  INFO(report.where);
  CHECK(report.worst < 1e-6);
}
