#include "tasks/unpaired_objective.h"

#include <torch/nn/module.h>
#include <torch/optim/adam.h>
#include <torch/types.h>
#include <torch/utils.h>

#include "lowlight/core/fields.h"
#include "lowlight/models/vgg_features.h"
#include "lowlight/training/task.h"
#include "support/catch.h"
#include "support/problems.h"

using namespace lowlight;
using namespace lowlight::tasks;
using namespace lowlight::training;

namespace {

struct Networks {
  Networks() {
    torch::manual_seed(1);
    enhancer = models::Enhancer(models::EnhancerOptions{.base_channels = 4});
    judge = models::PatchDiscriminator(
        models::PatchDiscriminatorOptions{.base_channels = 4, .layers = 2});
    vgg = models::VggFeatures(models::VggOptions{.base_width = 4});
    // An untrained head predicts nothing and passes no gradient on.
    const torch::NoGradGuard no_gradients;
    enhancer->head->weight.normal_(0, 0.1);
  }
  models::Enhancer enhancer{nullptr};
  models::PatchDiscriminator judge{nullptr};
  models::VggFeatures vgg{nullptr};
};

UnpairedBatch batch_of(int64_t n) {
  torch::manual_seed(5);
  const auto smooth = [&](double scale) {
    return scale * torch::upsample_bilinear2d(torch::rand({n, 3, 6, 6}), {64, 64}, false, {}, {});
  };
  return {smooth(0.1), smooth(0.9), torch::zeros({n}, torch::kBool)};
}

std::vector<LossTerm> losses_of(Networks& networks,
                                const UnpairedBatch& batch,
                                const UnpairedObjectiveOptions& options = {}) {
  return unpaired_losses(networks.enhancer, networks.judge, *networks.vgg, batch, options);
}

LossTerm named(const std::vector<LossTerm>& terms, const std::string& name) {
  for (const auto& term : terms) {
    if (term.name == name) return term;
  }
  throw std::runtime_error("no term " + name);
}

double gradient_of(const torch::nn::Module& module) {
  double sum = 0;
  for (const auto& parameter : module.parameters()) {
    if (parameter.grad().defined()) sum += parameter.grad().abs().sum().item<double>();
  }
  return sum;
}

}  // namespace

TEST_CASE("The judgement moves the enhancer alone and judging moves the discriminator alone") {
  Networks networks;
  named(losses_of(networks, batch_of(2)), "adversarial").value.backward();
  CHECK(gradient_of(*networks.enhancer) > 0);
  CHECK(gradient_of(*networks.judge) == 0);

  Networks others;
  named(losses_of(others, batch_of(2)), "discriminator").value.backward();
  CHECK(gradient_of(*others.enhancer) == 0);
  CHECK(gradient_of(*others.judge) > 0);
  for (const auto& parameter : others.judge->parameters()) CHECK(parameter.requires_grad());
}

TEST_CASE("The discriminator sees light and colour and no noise that is gone from afar") {
  Networks networks;
  const auto judged = [&](const torch::Tensor& noise, int64_t reduction) {
    auto batch = batch_of(2);
    batch.bright = 0.2 + 0.5 * batch.bright + noise;
    UnpairedObjectiveOptions options;
    options.reduction = reduction;
    return named(losses_of(networks, batch, options), "discriminator").value.item<double>();
  };
  // Checks of one pixel, which cells of 4 x 4 pixels average out.
  const auto lines = 0.1 * (torch::arange(64) % 2 * 2 - 1);
  const auto checks = lines * lines.view({64, 1}) * 10, none = torch::zeros({1});
  CHECK(judged(checks, 4) == Approx(judged(none, 4)).epsilon(1e-5));
  CHECK(judged(checks, 1) != Approx(judged(none, 1)).epsilon(1e-3));
}

TEST_CASE(
    "The brightness that the meter gave a neutral picture is kept and that of others is not") {
  Networks networks;
  auto batch = batch_of(2);
  const auto brightness = [&](bool neutral) {
    batch.neutral.fill_(neutral);
    return named(losses_of(networks, batch), "brightness").value.item<double>();
  };
  CHECK(brightness(true) > 0);
  CHECK(brightness(false) == 0);
}

TEST_CASE("Every term is finite and reported, of one sample and without gradients too") {
  Networks networks;
  const auto terms = losses_of(networks, batch_of(1));
  CHECK(terms.size() == 10);
  CHECK(total_of(terms).isfinite().item<bool>());
  CHECK_THAT(named(terms, "contrastive").skipped, ContainsSubstring("fewer than two"));
  const torch::NoGradGuard no_gradients;
  const auto judged = losses_of(networks, batch_of(2));
  CHECK(total_of(judged).isfinite().item<bool>());
  UnpairedObjectiveOptions without_slope;
  without_slope.r1 = 0;
  CHECK(named(judged, "discriminator").value.item<double>() ==
        Approx(named(losses_of(networks, batch_of(2), without_slope), "discriminator")
                   .value.item<double>()));
}

TEST_CASE("Black pictures on both sides give finite losses and gradients") {
  Networks networks;
  auto batch = batch_of(2);
  batch.dark.zero_();
  batch.bright.zero_();
  const auto total = total_of(losses_of(networks, batch));
  CHECK(total.isfinite().item<bool>());
  total.backward();
  CHECK(std::isfinite(gradient_of(*networks.enhancer)));
  CHECK(std::isfinite(gradient_of(*networks.judge)));
}

TEST_CASE("Both networks learn at once") {
  Networks networks;
  auto parameters = networks.enhancer->parameters();
  for (const auto& parameter : networks.judge->parameters()) parameters.push_back(parameter);
  torch::optim::Adam optimiser(parameters, torch::optim::AdamOptions(2e-3));
  const UnpairedObjectiveOptions options{.exposure = 1, .spatial = 1};
  std::vector<double> judging, exposure;
  for (int step = 0; step < 30; ++step) {
    const auto terms = losses_of(networks, batch_of(2), options);
    optimiser.zero_grad();
    total_of(terms).backward();
    optimiser.step();
    judging.push_back(named(terms, "discriminator").value.item<double>());
    exposure.push_back(named(terms, "exposure").value.item<double>());
  }
  CHECK(judging.back() < 0.8 * judging.front());
  CHECK(exposure.back() < exposure.front());
}

TEST_CASE("Wrong options of the unpaired objective are all named with their full keys") {
  CHECK(problems_of(UnpairedObjectiveOptions{}).empty());
  UnpairedObjectiveOptions options;
  options.adversarial = -1;
  options.level = 1;
  options.reduction = 0;
  options.perceptual.content_weight = -1;
  CHECK(test::keys_of(problems_of(options)) ==
        std::vector<std::string>{"adversarial", "reduction", "perceptual.content_weight", "level"});
}
