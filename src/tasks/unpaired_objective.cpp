#include "tasks/unpaired_objective.h"

#include <torch/types.h>

#include "lowlight/core/fields.h"
#include "lowlight/losses/enhancement.h"
#include "lowlight/tasks/enhancer_objective.h"
#include "tasks/adversary.h"

namespace lowlight::tasks {
namespace {

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
  const Judgement judgement{options.kind, options.reduction, options.r1};
  const auto perceptual = losses::perceptual_loss(
      extractor, made.brightened, batch.bright, enhanced, options.perceptual, batch.part);
  const auto term = [](const char* name, double weight, const torch::Tensor& value) {
    return LossTerm{name, weight * value, "", ""};
  };
  return {
      term("adversarial", options.adversarial, fooling_loss(discriminator, enhanced, judgement)),
      term("discriminator", 1, judging_loss(discriminator, batch.bright, enhanced, judgement)),
      weighted(look_contrast(network, enhanced, batch.bright, batch.neutral, batch.part),
               options.contrastive),
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
