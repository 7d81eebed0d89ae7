#include "lowlight/tasks/style_objective.h"

#include <torch/types.h>

#include "lowlight/core/fields.h"
#include "lowlight/models/vgg_features.h"
#include "lowlight/training/task.h"
#include "support/catch.h"
#include "support/problems.h"

using namespace lowlight;
using namespace lowlight::tasks;

namespace {

models::StyleNetwork small_network(const char* preset) {
  auto options = models::style_network_preset(preset);
  options.base_channels = 8;
  return models::StyleNetwork(options);
}

models::VggFeatures small_vgg() { return models::VggFeatures(models::VggOptions{.base_width = 4}); }

StyleBatch random_batch(int64_t samples) {
  return {torch::rand({samples, 3, 32, 32}), torch::rand({samples, 3, 32, 32}), {}};
}

using Terms = std::vector<LossTerm>;

const LossTerm& contrastive(const Terms& terms) { return terms.at(2); }

bool trains(models::StyleNetwork& network, const Terms& terms) {
  const auto total = training::total_of(terms);
  total.backward();
  for (const auto& parameter : network->parameters()) {
    const auto& gradient = parameter.grad();
    if (gradient.defined() && !gradient.isfinite().all().item<bool>()) return false;
  }
  return total.isfinite().item<bool>();
}

}  // namespace

TEST_CASE("Each term of a style network's loss follows its weight") {
  auto network = small_network("aesfa");
  auto vgg = small_vgg();
  const auto batch = random_batch(2);
  const auto once = style_losses(network, *vgg, batch);
  REQUIRE(once.size() == 3);
  const auto twice =
      style_losses(network, *vgg, batch, {.perceptual_weight = 2, .contrastive_weight = 10});
  for (size_t i = 0; i < once.size(); ++i) {
    CHECK(once[i].skipped.empty());
    CHECK(twice[i].value.item<float>() == Approx(2 * once[i].value.item<float>()));
  }
}

TEST_CASE("Both encoders and the decoder learn from the objective") {
  auto network = small_network("partial_oct");
  auto vgg = small_vgg();
  REQUIRE(trains(network, style_losses(network, *vgg, random_batch(2))));
  for (const auto& parameter : network->named_parameters()) {
    INFO(parameter.key());
    REQUIRE(parameter.value().grad().defined());
    CHECK(parameter.value().grad().abs().max().item<float>() > 0);
  }
}

TEST_CASE("A batch of one trains without the contrastive term and says why") {
  auto network = small_network("aesfa");
  auto vgg = small_vgg();
  const auto objective = style_losses(network, *vgg, random_batch(1));
  CHECK(contrastive(objective).skipped == "1 of 1 samples have no negative");
  CHECK(trains(network, objective));
}

TEST_CASE("The same style twice in a batch trains and says what was left out") {
  auto network = small_network("aesfa");
  auto vgg = small_vgg();
  auto batch = random_batch(3);
  batch.style[1].copy_(batch.style[0]);
  CHECK(trains(network, style_losses(network, *vgg, batch)));
  batch.style[2].copy_(batch.style[0]);
  const auto alike = style_losses(network, *vgg, batch);
  CHECK(contrastive(alike).skipped == "3 of 3 samples have no negative");
  CHECK(trains(network, alike));
}

TEST_CASE("A style with an empty mask takes no part in the contrastive term") {
  auto network = small_network("partial_oct");
  auto vgg = small_vgg();
  auto batch = random_batch(3);
  batch.mask = torch::ones({3, 1, 32, 32});
  batch.mask[1].zero_();
  const auto one = style_losses(network, *vgg, batch);
  CHECK(contrastive(one).skipped.empty());
  CHECK_THAT(contrastive(one).note, ContainsSubstring("1 styles have an empty mask"));
  CHECK(trains(network, one));
  batch.mask.zero_();
  const auto none = style_losses(network, *vgg, batch);
  CHECK_THAT(contrastive(none).skipped, ContainsSubstring("3 styles have an empty mask"));
  CHECK(trains(network, none));
}

TEST_CASE(
    "Colour, structure, range and the adversary are terms where their weights are above zero") {
  auto network = small_network("partial_oct");
  auto vgg = small_vgg();
  models::PatchDiscriminator discriminator(
      models::PatchDiscriminatorOptions{.base_channels = 4, .layers = 2});
  const StyleObjectiveOptions options{.colour_weight = 1,
                                      .structure_weight = 1,
                                      .range_weight = 1,
                                      .adversarial_weight = 1,
                                      .r1 = 1};
  const auto terms = style_losses(network, *vgg, random_batch(2), options, discriminator);
  std::vector<std::string> names;
  for (const auto& term : terms) names.push_back(term.name);
  CHECK(names == std::vector<std::string>{"content",
                                          "style",
                                          "contrastive",
                                          "colour",
                                          "structure",
                                          "range",
                                          "adversarial",
                                          "discriminator"});
  CHECK(trains(network, terms));
  for (const auto& parameter : discriminator->parameters()) CHECK(parameter.grad().defined());
  CHECK_THROWS(style_losses(network, *vgg, random_batch(2), options));
}

TEST_CASE("Weights below zero are problems of the objective") {
  CHECK(problems_of(StyleObjectiveOptions{}).empty());
  CHECK(problems_of(StyleObjectiveOptions{
                        .perceptual_weight = -1, .contrastive_weight = -1, .negatives = 0})
            .size() == 3);
  CHECK(test::keys_of(problems_of(StyleObjectiveOptions{.perceptual = {.content_weight = -1},
                                                        .contrastive = {.eps = -1}})) ==
        std::vector<std::string>{"perceptual.content_weight", "contrastive.eps"});
}
