#include "quality_trust.h"

#include <torch/types.h>

#include <cmath>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "lowlight/codecs/image_io.h"
#include "lowlight/core/luma.h"
#include "lowlight/core/srgb.h"
#include "lowlight/imaging/noise_model.h"
#include "lowlight/imaging/resize.h"
#include "lowlight/imaging/tensor_bridge.h"
#include "lowlight/imaging/trust_map.h"
#include "lowlight/metrics/outliers.h"
#include "quality_samples.h"

namespace lowlight::bench {
namespace {

constexpr const char* kScores[] = {
    "trust map", "grey", "grey, smoothed", "local mean over deviation"};
constexpr double kCoverage = 0.8;

/// Of all pixels of all photos: [n] each.
struct ScoredPixels {
  std::vector<at::Tensor> outlier, errors;
  std::vector<at::Tensor> scores[std::size(kScores)];
};

at::Tensor grey_of(const at::Tensor& colours) {
  const auto& w = imaging::kGreyWeights;
  return w[0] * colours[0] + w[1] * colours[1] + w[2] * colours[2];
}

/// Where nothing is known of the light: [H, W].
at::Tensor without_signal(const at::Tensor& light,
                          const imaging::Image& dark,
                          const SensorNoise& noise) {
  const auto& w = imaging::kGreyWeights;
  const auto variance = noise.shot * light + noise.read;
  const auto of_grey =
      w[0] * w[0] * variance[0] + w[1] * w[1] * variance[1] + w[2] * w[2] * variance[2];
  const auto codes = imaging::to_rgb8_tensor(dark);
  return (grey_of(light).square() < of_grey)
      .logical_or((codes == 255).any(0))
      .logical_or((codes == 0).all(0));
}

at::Tensor window_mean(const at::Tensor& plane) {
  return at::avg_pool2d(
      at::replication_pad2d(plane.view({1, 1, plane.size(0), -1}), {3, 3, 3, 3}), 7, 1)[0][0];
}

at::Tensor local_ratio(const at::Tensor& light) {
  const auto mean = window_mean(light);
  const auto variance = (window_mean(light.square()) - mean.square()).clamp_min(1e-12);
  return mean / variance.sqrt();
}

at::Tensor smoothed(const at::Tensor& plane) {
  const auto places = at::arange(-3, 4, at::kFloat);
  const auto bell = (-places.square() / 2).exp(), weights = bell / bell.sum();
  const auto padded = at::replication_pad2d(plane.view({1, 1, plane.size(0), -1}), {3, 3, 3, 3});
  return at::conv2d(at::conv2d(padded, weights.view({1, 1, 1, 7})),
                    weights.view({1, 1, 7, 1}))[0][0];
}

/// The squared error of each pixel at the reference's mean luma: [H, W].
at::Tensor errors_of(const at::Tensor& result, const at::Tensor& reference) {
  const auto ours = result.to(at::kFloat) / 255, wanted = reference.to(at::kFloat) / 255;
  const auto factor = luma(wanted.unsqueeze(0)).mean() / luma(ours.unsqueeze(0)).mean();
  return ((ours * factor).clamp(0, 1) - wanted).square().mean(0);
}

void add_photo(ScoredPixels& pixels,
               const Method& method,
               const at::Tensor& picture,
               double exposure,
               const SensorNoise& noise,
               size_t index) {
  const auto dark = underexposed(picture, exposure, noise, index);
  const auto light = srgb_to_linear(picture) * std::exp2(exposure);
  const auto grey = grey_of(imaging::to_tensor(dark));
  const auto reference = (picture * 255).round().to(at::kByte);
  pixels.outlier.push_back(without_signal(light, dark, noise).flatten());
  pixels.errors.push_back(errors_of(method.run(dark), reference).flatten());
  const auto map = imaging::trust_map(dark, imaging::noise_of(dark));
  pixels.scores[0].push_back(imaging::to_tensor(map).flatten());
  pixels.scores[1].push_back(grey.flatten());
  pixels.scores[2].push_back(smoothed(grey).flatten());
  pixels.scores[3].push_back(
      local_ratio(grey_of(srgb_to_linear(imaging::to_tensor(dark)))).flatten());
}

/// How far the score, read as the probability that a pixel holds signal, is from the share that
/// does; "–" of a score that is no share.
std::string calibration_text(const at::Tensor& trust, const at::Tensor& outlier) {
  if (trust.max().item<double>() > 1.001) return "–";
  char text[16];
  const auto error = metrics::calibration_error(trust.clamp(0, 1), outlier.logical_not());
  std::snprintf(text, sizeof text, "%.3f", error.value_or(NAN));
  return text;
}

double decibels(double squared_error) { return -10 * std::log10(squared_error); }

void print_rows(const ScoredPixels& pixels, double exposure, const char* noise) {
  const auto outlier = at::cat(pixels.outlier), errors = at::cat(pixels.errors);
  for (size_t i = 0; i < std::size(kScores); ++i) {
    const auto trust = at::cat(pixels.scores[i]);
    const auto figures = metrics::outlier_figures(-trust, outlier);
    const auto risk = metrics::risk_at_coverage(trust, errors, {kCoverage, 1});
    std::printf("| %.1f EV, %s (%.1f %%) | %s | %.3f | %.3f | %.3f | %s | %.2f | %.2f |\n",
                exposure,
                noise,
                100 * outlier.to(at::kDouble).mean().item<double>(),
                kScores[i],
                figures.auroc.value_or(NAN),
                figures.average_precision.value_or(NAN),
                figures.false_positives.value_or(NAN),
                calibration_text(trust, outlier).c_str(),
                decibels(risk[1]),
                decibels(risk[0]));
  }
}

}  // namespace

void print_trust(const Method& method, const std::filesystem::path& well_lit) {
  const auto photos = photos_in(well_lit);
  std::printf("%zu photos darkened; result: %s\n\n", photos.size(), method.name.c_str());
  std::printf(
      "| darkened by, noise (pixels without signal) | score | AUROC | average precision | "
      "false positives at recall 0.95 | calibration error | PSNR of all | of the most trusted 80 "
      "%% |\n"
      "|---|---|---|---|---|---|---|---|\n");
  for (const auto& [exposure, noise] : kTrustDarkenings) {
    ScoredPixels pixels;
    for (size_t i = 0; i < photos.size(); ++i) {
      const auto picture = imaging::shrink(codecs::read_photo(photos[i]).image, kSampleSide);
      add_photo(pixels, method, picture, exposure, noise, i);
    }
    print_rows(pixels, exposure, noise.name);
  }
}

}  // namespace lowlight::bench
