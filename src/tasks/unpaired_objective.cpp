#include "tasks/unpaired_objective.h"

#include <torch/nn/module.h>
#include <torch/types.h>
#include <torch/utils.h>

#include "lowlight/core/fields.h"
#include "lowlight/losses/enhancement.h"
#include "lowlight/tasks/enhancer_objective.h"

namespace lowlight::tasks {
namespace {

/// No parameter of a module gets a gradient from what is computed within the scope.
class Frozen {
 public:
  explicit Frozen(const torch::nn::Module& module) : parameters_(module.parameters()) {
    for (auto& parameter : parameters_) parameter.set_requires_grad(false);
  }
  Frozen(const Frozen&) = delete;
  Frozen& operator=(const Frozen&) = delete;
  ~Frozen() {
    for (auto& parameter : parameters_) parameter.set_requires_grad(true);
  }

 private:
  std::vector<torch::Tensor> parameters_;
};

/// What the discriminator sees of pictures.
torch::Tensor judged(const torch::Tensor& pictures, const UnpairedObjectiveOptions& options) {
  return torch::avg_pool2d(pictures, options.reduction) * 2 - 1;
}

torch::Tensor fooling_loss(models::PatchDiscriminator& discriminator,
                           const torch::Tensor& enhanced,
                           const UnpairedObjectiveOptions& options) {
  const Frozen frozen(*discriminator);
  return losses::generator_loss(discriminator->forward(judged(enhanced, options)), options.kind);
}

torch::Tensor judging_loss(models::PatchDiscriminator& discriminator,
                           const torch::Tensor& bright,
                           const torch::Tensor& enhanced,
                           const UnpairedObjectiveOptions& options) {
  const bool with_slope = options.r1 > 0 && torch::GradMode::is_enabled();
  const auto real = judged(bright, options).detach().set_requires_grad(with_slope);
  const auto real_scores = discriminator->forward(real);
  const auto scores = discriminator->forward(judged(enhanced.detach(), options));
  const auto loss = losses::discriminator_loss(real_scores, scores, options.kind);
  if (!with_slope) return loss;
  return loss + options.r1 * losses::r1_penalty(real_scores, real);
}

LossTerm weighted(LossTerm term, double weight) {
  term.value = weight * term.value;
  return term;
}

}  // namespace

std::vector<LossTerm> unpaired_losses(models::Enhancer& network,
                                      models::PatchDiscriminator& discriminator,
                                      FeatureExtractor& extractor,
                                      const UnpairedBatch& batch,
                                      const UnpairedObjectiveOptions& options) {
  const auto made = predict(network, batch.dark, batch.bright, batch.neutral);
  const auto& enhanced = made.enhanced;
  const auto perceptual = losses::perceptual_loss(
      extractor, made.brightened, batch.bright, enhanced, options.perceptual);
  const auto term = [](const char* name, double weight, const torch::Tensor& value) {
    return LossTerm{name, weight * value, "", ""};
  };
  return {
      term("adversarial", options.adversarial, fooling_loss(discriminator, enhanced, options)),
      term("discriminator", 1, judging_loss(discriminator, batch.bright, enhanced, options)),
      weighted(look_contrast(network, enhanced, batch.bright, batch.neutral), options.contrastive),
      perceptual.content,
      perceptual.style,
      term("brightness", options.brightness, brightness_change(made, batch.neutral)),
      term("exposure", options.exposure, losses::exposure_loss(enhanced, options.level)),
      term("colour", options.colour, losses::colour_constancy_loss(enhanced)),
      term("spatial", options.spatial, losses::spatial_consistency_loss(enhanced, made.brightened)),
      term("roughness", options.roughness, losses::total_variation(made.grid)),
  };
}

}  // namespace lowlight::tasks
