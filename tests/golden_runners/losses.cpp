#include "golden_runners/runners.h"
#include "golden_runners/vgg_case.h"
#include "lowlight/losses/contrastive.h"
#include "lowlight/losses/efdm.h"
#include "lowlight/losses/perceptual.h"

namespace lowlight::test {
namespace {

NamedTensors run_efdm(GoldenCase& golden) {
  return {{"loss", losses::efdm_loss(golden.input("transferred"), golden.input("style"))}};
}

std::vector<at::Tensor> maps(const GoldenCase& golden, const std::string& side) {
  std::vector<at::Tensor> result;
  for (int64_t level = 0; level < golden.config.at("levels").get<int64_t>(); ++level) {
    const auto name = side + "_" + std::to_string(level);
    result.push_back(golden.input(name + "_high"));
    result.push_back(golden.input(name + "_low"));
  }
  return result;
}

NamedTensors run_contrastive(GoldenCase& golden) {
  const auto term = losses::contrastive_loss(maps(golden, "style"),
                                             maps(golden, "transferred"),
                                             golden.config.at("negatives").get<losses::Negatives>(),
                                             {.eps = golden.config.value("eps", 0.0)});
  TORCH_CHECK(term.skipped.empty() && term.note.empty(), term.skipped, term.note);
  return {{"loss", term.value}};
}

NamedTensors run_perceptual(GoldenCase& golden) {
  const auto& config = golden.config;
  TORCH_CHECK(config.at("padding_mode") == "reflect" && config.at("ceil_mode") == true,
              "the runner only knows reflected borders and ceil mode");
  auto vgg = vgg_of_case(golden, config.at("base_width"), /*learning=*/true);
  const auto loss = losses::perceptual_loss(*vgg,
                                            golden.input("content"),
                                            golden.input("style"),
                                            golden.input("transferred"),
                                            {.content_weight = config.at("content_weight"),
                                             .style_weight = config.at("style_weight"),
                                             .content_layer = config.at("content_layer"),
                                             .style_layers = config.at("style_layers")});
  std::vector<at::Tensor> negatives;
  for (const auto& of_sample : loss.negatives) {
    negatives.push_back(torch::tensor(std::vector{of_sample.at(0)}, torch::kLong));
  }
  return {{"loss", loss.total()}, {"negatives", torch::stack(negatives)}};
}

}  // namespace

std::vector<GoldenRunner> loss_runners() {
  return {{"efdm_loss", run_efdm},
          {"contrastive_loss", run_contrastive},
          {"perceptual_loss", run_perceptual}};
}

}  // namespace lowlight::test
