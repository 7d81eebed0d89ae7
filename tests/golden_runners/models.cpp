#include <torch/optim/adam.h>
#include <torch/utils.h>

#include "golden_runners/runners.h"
#include "golden_runners/vgg_case.h"
#include "lowlight/tasks/style_objective.h"
#include "lowlight/training/task.h"
#include "models/aesfa_names.h"

namespace lowlight::test {
namespace {

models::StyleNetwork network_of_case(GoldenCase& golden) {
  const auto& config = golden.config;
  TORCH_CHECK(config.at("names") == "aesfa", "the names are unknown: ", config.at("names").dump());
  models::StyleNetwork network(
      models::StyleNetworkOptions{.levels = config.at("levels"),
                                  .base_channels = config.at("base_channels"),
                                  .alpha = config.at("alpha"),
                                  .style_kernel = config.at("style_kernel"),
                                  .partial_style_encoder = config.at("partial_style_encoder"),
                                  .freq_ratio = config.at("freq_ratio")});
  auto given = golden.parameters();
  std::erase_if(given, [](const auto& entry) { return entry.first.rfind("vgg.", 0) == 0; });
  const auto names = models::aesfa_names(*network);
  const torch::NoGradGuard no_grad;
  for (auto& entry : network->named_parameters()) {
    const auto& published = names.at(entry.key());
    TORCH_CHECK(given.count(published), "the case has no parameter ", published);
    TORCH_CHECK(entry.value().sizes() == given[published].sizes(), published, " has another shape");
    entry.value().copy_(given[published]);
    golden.bind_parameter(published, entry.value());
    given.erase(published);
  }
  TORCH_CHECK(given.empty(), "the network has no parameter ", given.begin()->first);
  return network;
}

NamedTensors run_style_network(GoldenCase& golden) {
  auto network = network_of_case(golden);
  // As it is used; the training cases run with gradients.
  const torch::NoGradGuard no_grad;
  const auto y = network(golden.input("content"), golden.input("style"), golden.input("mask"));
  return {{"y", y.image},
          {"y_high", y.image_high},
          {"y_low", y.image_low},
          {"code_high", y.style_code.high},
          {"code_low", y.style_code.low}};
}

tasks::StyleObjectiveOptions objective_of(const nlohmann::json& config) {
  TORCH_CHECK(config.at("normalise") == "imagenet", "the units are unknown");
  return {.perceptual_weight = config.at("perceptual_weight"),
          .contrastive_weight = config.at("contrastive_weight"),
          .perceptual = {.content_weight = config.at("content_weight"),
                         .style_weight = config.at("style_weight")},
          .contrastive = {.eps = config.value("eps", 0.0)}};
}

at::Tensor of_step(const GoldenCase& golden, const char* input, int64_t step) {
  return golden.has_input(input) ? golden.input(input)[step] : at::Tensor();
}

NamedTensors weights_after(const GoldenCase& golden) {
  NamedTensors outputs;
  for (const auto& [name, tensor] : golden.tensors) {
    const std::string prefix = "out.after.";
    if (name.rfind(prefix, 0) != 0) continue;
    outputs["after." + name.substr(prefix.size())] = golden.parameter(name.substr(prefix.size()));
  }
  return outputs;
}

NamedTensors run_style_training(GoldenCase& golden) {
  const auto& config = golden.config;
  auto network = network_of_case(golden);
  auto vgg = vgg_of_case(golden, config.at("vgg_base_width"), /*learning=*/false);
  const std::vector<double> betas = config.at("betas");
  torch::optim::Adam optimiser(
      network->parameters(),
      torch::optim::AdamOptions(config.at("lr").get<double>()).betas({betas[0], betas[1]}));
  std::vector<at::Tensor> total, perceptual, contrastive;
  for (int64_t step = 0; step < golden.input("content").size(0); ++step) {
    const auto terms = tasks::style_losses(network,
                                           *vgg,
                                           {of_step(golden, "content", step),
                                            of_step(golden, "style", step),
                                            of_step(golden, "mask", step)},
                                           objective_of(config));
    optimiser.zero_grad();
    const auto sum = training::total_of(terms);
    sum.backward();
    optimiser.step();
    total.push_back(sum.detach());
    perceptual.push_back((terms[0].value + terms[1].value).detach());
    contrastive.push_back(terms[2].value.detach());
  }
  auto outputs = weights_after(golden);
  outputs["total"] = torch::stack(total);
  outputs["perceptual"] = torch::stack(perceptual);
  outputs["contrastive"] = torch::stack(contrastive);
  return outputs;
}

}  // namespace

std::vector<GoldenRunner> model_runners() {
  return {{"style_network", run_style_network}, {"style_training", run_style_training}};
}

}  // namespace lowlight::test
