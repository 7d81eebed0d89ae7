#include "lowlight/losses/perceptual.h"

#include <ATen/ATen.h>

#include "lowlight/core/check.h"

namespace lowlight::losses {
namespace {

at::Tensor smoothed(const at::Tensor& map, double sharpness) {
  const auto values = map.flatten(1);
  return (double(values.size(1)) * (sharpness * values).softmax(1)).view_as(map);
}

at::Tensor instance_normalised(const at::Tensor& map) {
  constexpr double kEps = 1e-5;
  const auto mean = map.mean({2, 3}, /*keepdim=*/true);
  const auto variance = (map - mean).square().mean({2, 3}, /*keepdim=*/true);
  return (map - mean) / (variance + kEps).sqrt();
}

/// The sorted values of the style's layers in the result and in the styles.
struct StyleMaps {
  std::vector<at::Tensor> ours, theirs;
};

/// The standard deviation of all values of the batch.
at::Tensor spread_of(const at::Tensor& map, const BatchPart& part) {
  const auto values = map.detach();
  return mean_over_batch((values - mean_over_batch(values, part)).square(), part).sqrt();
}

StyleMaps style_maps(const std::vector<at::Tensor>& ours,
                     const std::vector<at::Tensor>& theirs,
                     const PerceptualOptions& options,
                     const BatchPart& part) {
  constexpr double kLeastSpread = 1e-6;
  StyleMaps maps;
  for (size_t i = 0; i < theirs.size(); ++i) {
    const auto spread = options.in_spreads ? spread_of(theirs[i], part).clamp_min(kLeastSpread)
                                           : at::ones({}, theirs[i].options());
    const auto values = [&](const at::Tensor& map) {
      const auto scaled = map / spread;
      return sorted_values(options.smoothing > 0 ? smoothed(scaled, options.smoothing) : scaled);
    };
    maps.ours.push_back(values(ours[i]));
    maps.theirs.push_back(values(theirs[i]));
  }
  return maps;
}

/// The maps of the whole batch, without gradients.
std::vector<at::Tensor> of_batch(std::vector<at::Tensor> maps, const BatchPart& part) {
  for (auto& map : maps) map = gathered(map.detach(), part);
  return maps;
}

/// [N, C, H, W] → [N, C, C].
at::Tensor gram_matrices(const at::Tensor& map) {
  const auto values = map.flatten(2);
  return at::bmm(values, values.transpose(1, 2)) / values.size(2);
}

at::Tensor gram_distance(const at::Tensor& ours, const at::Tensor& theirs) {
  constexpr double kLeastSize = 1e-12;
  const auto wanted = gram_matrices(theirs);
  const auto size = wanted.detach().square().sum({1, 2}).clamp_min(kLeastSize);
  return ((gram_matrices(ours) - wanted).square().sum({1, 2}) / size).mean();
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
                               const PerceptualOptions& options,
                               const BatchPart& part) {
  check_pictures("content", content);
  check_pictures("style", style);
  check_pictures("transferred", transferred);
  PerceptualLoss loss{unweighted("content", transferred),
                      unweighted("style", transferred),
                      Negatives(size_t(total_over_batch(transferred.size(0), part)))};
  const bool with_content = options.content_weight > 0, with_style = options.style_weight > 0;
  // One pass over the result serves both terms: the style's layers, then the content's.
  std::vector<std::string> layers;
  if (with_style) layers = options.style_layers;
  if (with_content) layers.push_back(options.content_layer);
  if (layers.empty()) return loss;
  const auto result = extractor.features(transferred, layers);
  if (with_content) {
    const auto wanted = extractor.features(content, {options.content_layer}).front();
    const auto distance =
        options.content_normalised
            ? at::mse_loss(instance_normalised(result.back()), instance_normalised(wanted))
            : at::mse_loss(result.back(), wanted);
    loss.content = {"content", options.content_weight * distance, "", ""};
  }
  if (with_style) {
    const auto wanted = extractor.features(style, options.style_layers);
    const auto [ours, theirs] = style_maps(result, wanted, options, part);
    at::Tensor sum = at::zeros({}, transferred.options());
    for (size_t i = 0; i < ours.size(); ++i) {
      sum = sum + efdm_of_sorted(ours[i], theirs[i], options.sizes).mean();
      if (options.gram_weight > 0) {
        sum = sum + options.gram_weight * gram_distance(result[i], wanted[i]);
      }
    }
    loss.style = {"style", options.style_weight * sum, "", ""};
    loss.negatives = ranked_negatives(of_batch(theirs, part), of_batch(ours, part), options.sizes);
  }
  return loss;
}

}  // namespace lowlight::losses
