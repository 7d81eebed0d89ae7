#include "lowlight/tasks/enhancer_objective.h"

#include <torch/optim/adam.h>
#include <torch/types.h>
#include <torch/utils.h>

#include "support/catch.h"
#include "support/fixed_detector.h"

using namespace lowlight;
using namespace lowlight::tasks;

namespace {

models::Enhancer small_enhancer() {
  torch::manual_seed(1);
  return models::Enhancer(models::EnhancerOptions{.base_channels = 4});
}

/// Targets are smooth pictures, the dark ones a tenth of them.
EnhancerBatch batch_of(int64_t n, bool neutral) {
  torch::manual_seed(5);
  const auto target =
      torch::upsample_bilinear2d(torch::rand({n, 3, 6, 6}) * 0.7 + 0.15, {48, 48}, false, {}, {});
  return {target * 0.1, target.flip({3}), target, torch::full({n}, neutral)};
}

EnhancerPrediction predicted(models::Enhancer& network, const EnhancerBatch& batch) {
  return predict(network, batch.dark, batch.style, batch.neutral);
}

at::Tensor total(const std::vector<LossTerm>& terms) {
  auto sum = torch::zeros({});
  for (const auto& term : terms) sum = sum + term.value;
  return sum;
}

}  // namespace

TEST_CASE("A neutral target counts up to its brightness") {
  auto network = small_enhancer();
  auto batch = batch_of(2, true);
  const auto prediction = predicted(network, batch).enhanced.detach().clamp(0, 1);
  batch.target = prediction * 0.8;
  const auto terms = enhancer_losses(network, batch, {.roughness = 0, .contrastive = 0});
  CHECK(total(terms).item<double>() < 2e-3);
}

TEST_CASE("A target with a look of its own counts with its brightness") {
  auto network = small_enhancer();
  auto batch = batch_of(2, false);
  batch.target = predicted(network, batch).enhanced.detach().clamp(0, 1) * 0.8;
  const auto terms = enhancer_losses(network, batch, {.roughness = 0, .contrastive = 0});
  CHECK(total(terms).item<double>() > 0.05);
}

TEST_CASE("What the network does to a neutral picture's brightness counts") {
  auto network = small_enhancer();
  torch::NoGradGuard no_gradients;
  const auto brightness = [&](bool neutral) {
    const auto terms = enhancer_losses(network, batch_of(2, neutral), {.brightness = 1});
    CHECK(terms[2].name == "brightness");
    return terms[2].value.item<double>();
  };
  CHECK(brightness(true) == 0);
  network->head->bias.fill_(0.2);
  CHECK(brightness(true) > 1e-3);
  CHECK(brightness(false) == 0);
}

TEST_CASE("A well-lit picture stays as it is in the stored look whatever the network says") {
  auto network = small_enhancer();
  torch::NoGradGuard no_gradients;
  network->head->bias.fill_(0.2);
  auto batch = batch_of(2, true);
  batch.dark = batch.target.clamp_min(0.5);
  CHECK(torch::equal(predicted(network, batch).enhanced, batch.dark));
  batch.neutral = torch::full({2}, false);
  CHECK_FALSE(torch::allclose(predicted(network, batch).enhanced, batch.dark, 0, 0.01));
  CHECK(torch::equal(predicted(network, batch).brightened, batch.dark));
}

TEST_CASE("Training lowers the loss and reaches the stored look and both encoders") {
  auto network = small_enhancer();
  auto batch = batch_of(4, false);
  batch.neutral = torch::tensor({true, true, false, false});
  torch::optim::Adam optimiser(network->parameters(), torch::optim::AdamOptions(5e-3));
  double first = 0, last = 0;
  for (int step = 0; step < 25; ++step) {
    const auto loss = total(enhancer_losses(network, batch, {}));
    optimiser.zero_grad();
    loss.backward();
    // The head starts at zero: in the first step nothing before it can have a gradient.
    if (step == 1) {
      CHECK(network->stored_high.grad().abs().max().item<double>() > 0);
      CHECK(network->look_encoder->parameters().front().grad().abs().max().item<double>() > 0);
      CHECK(network->content_encoder->parameters().front().grad().abs().max().item<double>() > 0);
    }
    optimiser.step();
    last = loss.item<double>();
    if (step == 0) first = last;
  }
  CHECK(last < 0.9 * first);
}

TEST_CASE("A detector alone in the loop comes to see what it sees in the well-lit picture") {
  auto network = small_enhancer();
  const auto batch = batch_of(1, false);
  test::BrightCells detector;
  EnhancerWeights weights{.l1 = 0, .ssim = 0, .brightness = 0, .roughness = 0, .contrastive = 0};
  weights.detection.weight = 1;
  torch::optim::Adam optimiser(network->parameters(), torch::optim::AdamOptions(1e-2));
  const auto apart = [&] {
    const auto seen = detector.heads(predicted(network, batch).enhanced.clamp(0, 1));
    return (seen.classes - detector.heads(batch.target).classes).abs().mean().item<double>();
  };
  const double before = apart();
  for (int step = 0; step < 30; ++step) {
    optimiser.zero_grad();
    total(enhancer_losses(network, batch, weights, &detector)).backward();
    optimiser.step();
  }
  CHECK(apart() < 0.5 * before);
}

TEST_CASE("With one look in the batch the contrastive term is skipped and says so") {
  auto network = small_enhancer();
  auto batch = batch_of(2, false);
  batch.neutral = torch::tensor({true, false});
  const auto terms = enhancer_losses(network, batch, {});
  CHECK(terms.back().name == "contrastive");
  CHECK_THAT(terms.back().skipped, ContainsSubstring("fewer than two"));
  CHECK(torch::isfinite(total(terms)).item<bool>());
}

TEST_CASE("Black pictures give a finite loss and finite gradients") {
  auto network = small_enhancer();
  auto batch = batch_of(2, false);
  batch.dark = torch::zeros_like(batch.dark);
  batch.target = torch::zeros_like(batch.target);
  const auto loss = total(enhancer_losses(network, batch, {}));
  CHECK(torch::isfinite(loss).item<bool>());
  loss.backward();
  for (const auto& parameter : network->parameters()) {
    if (parameter.grad().defined()) CHECK(torch::isfinite(parameter.grad()).all().item<bool>());
  }
}

TEST_CASE("Dark and target of different shapes are refused by rule and values") {
  auto network = small_enhancer();
  auto batch = batch_of(2, false);
  batch.target = batch.target.slice(2, 0, 40);
  CHECK_THROWS_WITH(enhancer_losses(network, batch, {}),
                    ContainsSubstring("dark and target must have one shape"));
}
