#include "lowlight/losses/perceptual.h"

#include <ATen/ATen.h>

#include "lowlight/core/check.h"

namespace lowlight::losses {
namespace {

std::vector<at::Tensor> sorted_maps(const std::vector<at::Tensor>& maps, size_t count) {
  std::vector<at::Tensor> result;
  for (size_t i = 0; i < count; ++i) result.push_back(sorted_values(maps[i]));
  return result;
}

LossTerm unweighted(const char* name, const at::Tensor& like) {
  return {name, at::zeros({}, like.options()), "its weight is 0", ""};
}

void check_pictures(const char* name, const at::Tensor& pictures) {
  LOWLIGHT_CHECK(pictures.dim() == 4 && pictures.size(1) == 3 && pictures.numel() > 0,
                 "perceptual_loss: ",
                 name,
                 " must be [N, 3, H, W] and not empty, got ",
                 pictures.sizes());
}

}  // namespace

void PerceptualOptions::check(Problems& problems) const {
  if (style_layers.empty()) problems.push_back({"style_layers", "must name at least one layer"});
}

at::Tensor PerceptualLoss::total() const { return content.value + style.value; }

PerceptualLoss perceptual_loss(FeatureExtractor& extractor,
                               const at::Tensor& content,
                               const at::Tensor& style,
                               const at::Tensor& transferred,
                               const PerceptualOptions& options) {
  check_pictures("content", content);
  check_pictures("style", style);
  check_pictures("transferred", transferred);
  PerceptualLoss loss{unweighted("content", transferred),
                      unweighted("style", transferred),
                      Negatives(transferred.size(0))};
  const bool with_content = options.content_weight > 0, with_style = options.style_weight > 0;
  // One pass over the result serves both terms: the style's layers, then the content's.
  std::vector<std::string> layers;
  if (with_style) layers = options.style_layers;
  if (with_content) layers.push_back(options.content_layer);
  if (layers.empty()) return loss;
  const auto result = extractor.features(transferred, layers);
  if (with_content) {
    const auto wanted = extractor.features(content, {options.content_layer}).front();
    loss.content = {
        "content", options.content_weight * at::mse_loss(result.back(), wanted), "", ""};
  }
  if (with_style) {
    const auto count = options.style_layers.size();
    const auto ours = sorted_maps(result, count);
    const auto theirs = sorted_maps(extractor.features(style, options.style_layers), count);
    at::Tensor sum = at::zeros({}, transferred.options());
    for (size_t i = 0; i < count; ++i) {
      sum = sum + efdm_of_sorted(ours[i], theirs[i], options.sizes).mean();
    }
    loss.style = {"style", options.style_weight * sum, "", ""};
    loss.negatives = ranked_negatives(theirs, ours, options.sizes);
  }
  return loss;
}

}  // namespace lowlight::losses
