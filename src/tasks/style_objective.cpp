#include "lowlight/tasks/style_objective.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "lowlight/core/check.h"
#include "lowlight/core/fields.h"
#include "lowlight/losses/look_transfer.h"
#include "lowlight/models/imagenet.h"
#include "tasks/adversary.h"

namespace lowlight::tasks {
namespace {

void append(std::vector<at::Tensor>& list, const std::vector<at::Tensor>& more) {
  list.insert(list.end(), more.begin(), more.end());
}

/// For each sample of the whole batch, whether its style has a valid pixel.
std::vector<bool> has_style(const StyleBatch& batch) {
  const auto samples = batch.style.size(0);
  const auto all = at::ones({samples}, at::kBool);
  const auto valid =
      batch.mask.defined() ? (batch.mask > 0.5).flatten(1).any(1).expand({samples}).cpu() : all;
  const auto of_batch = gathered(valid, batch.part).contiguous();
  const auto values = of_batch.accessor<bool, 1>();
  std::vector<bool> result;
  for (int64_t n = 0; n < of_batch.size(0); ++n) result.push_back(values[n]);
  return result;
}

/// The first `count` negatives of each sample, without the samples that have no style.
losses::Negatives chosen(losses::Negatives ranked,
                         const std::vector<bool>& has_style,
                         int64_t count) {
  for (size_t n = 0; n < ranked.size(); ++n) {
    if (!has_style[n]) ranked[n].clear();
    std::erase_if(ranked[n], [&](int64_t i) { return !has_style[i]; });
    ranked[n].resize(std::min(ranked[n].size(), static_cast<size_t>(count)));
  }
  return ranked;
}

LossTerm contrast(models::StyleNetwork& network,
                  const models::StyleNetworkOutput& output,
                  const losses::Negatives& negatives,
                  const losses::ContrastiveOptions& options,
                  const BatchPart& part) {
  const auto as_content = network->content_encoder(blocks::MaskedTensor{output.image, {}});
  const auto as_style = network->style_encoder(blocks::MaskedTensor{output.image, {}});
  const auto code = models::style_code(as_style, network->options.style_kernel);
  auto style = models::flat(output.style_features);
  append(style, models::flat(output.style_features));
  append(style, models::flat(output.style_code));
  auto transferred = models::flat(as_content);
  append(transferred, models::flat(as_style));
  append(transferred, models::flat(code));
  return losses::contrastive_loss(style, transferred, negatives, options, part);
}

/// How far the image's colours are from the style's, both at half size: a quarter of the work.
at::Tensor colours_left(const at::Tensor& image, const at::Tensor& style) {
  return losses::sliced_colour_distance(at::avg_pool2d(image, 2), at::avg_pool2d(style, 2)).mean();
}

/// The terms that not every style network is trained with.
void append_further_terms(std::vector<LossTerm>& terms,
                          const at::Tensor& image,
                          const StyleBatch& batch,
                          const StyleObjectiveOptions& options,
                          models::PatchDiscriminator& discriminator) {
  const auto add = [&](const char* name, double weight, const auto& value) {
    if (weight > 0) terms.push_back({name, weight * value(), "", ""});
  };
  add("colour", options.colour_weight, [&] { return colours_left(image, batch.style); });
  add("structure", options.structure_weight, [&] {
    return losses::structure_loss(image, batch.content);
  });
  add("range", options.range_weight, [&] { return losses::range_loss(image); });
  if (options.adversarial_weight == 0) return;
  LOWLIGHT_CHECK(!discriminator.is_empty(),
                 "style_losses: adversarial_weight needs a discriminator");
  const Judgement judgement{.kind = options.adversarial_kind, .r1 = options.r1};
  add("adversarial", options.adversarial_weight, [&] {
    return fooling_loss(discriminator, image, judgement);
  });
  add("discriminator", 1, [&] {
    return judging_loss(discriminator, batch.style, image, judgement);
  });
}

void add_remark(LossTerm& term, const std::string& remark) {
  auto& text = term.skipped.empty() ? term.note : term.skipped;
  text = text.empty() ? remark : remark + ", " + text;
}

}  // namespace

at::Tensor transferred(models::StyleNetwork& network, const StyleBatch& batch) {
  return models::from_imagenet_units(network(models::to_imagenet_units(batch.content),
                                             models::to_imagenet_units(batch.style),
                                             batch.mask)
                                         .image);
}

std::vector<LossTerm> style_losses(models::StyleNetwork& network,
                                   FeatureExtractor& extractor,
                                   const StyleBatch& batch,
                                   const StyleObjectiveOptions& options,
                                   models::PatchDiscriminator discriminator) {
  const auto output = network(
      models::to_imagenet_units(batch.content), models::to_imagenet_units(batch.style), batch.mask);
  const auto image = models::from_imagenet_units(output.image);
  auto perceptual = losses::perceptual_loss(
      extractor, batch.content, batch.style, image, options.perceptual, batch.part);
  LossTerm contrastive{"contrastive", at::zeros({}, image.options()), "its weight is 0", ""};
  if (options.contrastive_weight > 0) {
    const auto styles = has_style(batch);
    const auto empty = std::ranges::count(styles, false);
    const auto negatives = chosen(perceptual.negatives, styles, options.negatives);
    contrastive = contrast(network, output, negatives, options.contrastive, batch.part);
    if (empty > 0) add_remark(contrastive, std::to_string(empty) + " styles have an empty mask");
  }
  perceptual.content.value = options.perceptual_weight * perceptual.content.value;
  perceptual.style.value = options.perceptual_weight * perceptual.style.value;
  contrastive.value = options.contrastive_weight * contrastive.value;
  std::vector<LossTerm> terms = {perceptual.content, perceptual.style, contrastive};
  append_further_terms(terms, image, batch, options, discriminator);
  return terms;
}

}  // namespace lowlight::tasks
