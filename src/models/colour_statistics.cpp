#include "lowlight/models/colour_statistics.h"

#include <ATen/ATen.h>

#include <cmath>
#include <numbers>
#include <vector>

#include "lowlight/core/check.h"
#include "lowlight/core/cielab.h"
#include "lowlight/core/sorting_places.h"

namespace lowlight::models {
namespace {

constexpr double kQuantiles[] = {0, 0.01, 0.05, 0.15, 0.3, 0.5, 0.7, 0.85, 0.95, 0.99, 1};
constexpr int64_t kBands = 6;
constexpr int64_t kSectors = 12;
constexpr double kPi = std::numbers::pi;

/// Colours in CIELAB, channel by channel, each [N, P].
struct LabPixels {
  at::Tensor lightness, a, b, chroma;
};

LabPixels lab_pixels(const at::Tensor& pixels) {
  const auto lab = srgb_to_lab(pixels).unbind(1);
  return {lab[0], lab[1], lab[2], (lab[1].square() + lab[2].square() + 1e-6).sqrt()};
}

/// [N, C, P] → [N, C · 11], the nearest pixel standing for each quantile.
at::Tensor quantiles(const at::Tensor& channels) {
  std::vector<int64_t> ranks;
  for (const double share : kQuantiles)
    ranks.push_back(std::lround(share * double(channels.size(2) - 1)));
  const auto places = sorting_places(channels.detach());
  const auto wanted = at::tensor(ranks, at::kLong).to(channels.device());
  return channels.gather(2, places.index_select(2, wanted)).flatten(1);
}

/// Sums over the pixels.
at::Tensor total(const at::Tensor& values) { return values.sum(-1); }

at::Tensor band_statistics(const LabPixels& lab) {
  const double few = 0.003 * double(lab.chroma.size(1)), fewer = few / 3;
  const auto greyness = (-lab.chroma / 6).exp();
  std::vector<at::Tensor> numbers;
  for (int64_t band = 0; band < kBands; ++band) {
    const auto weight = (1 - (lab.lightness / 20 - double(band)).abs()).clamp_min(0);
    const auto all = total(weight) + few;
    numbers.push_back(total(weight * lab.a) / all / 20);
    numbers.push_back(total(weight * lab.b) / all / 20);
    numbers.push_back(total(weight * lab.chroma) / all / 20);
    numbers.push_back(weight.mean(-1) * 3);
    const auto grey = weight * greyness;
    const auto greys = total(grey) + fewer;
    numbers.push_back(total(grey * lab.a) / greys / 5);
    numbers.push_back(total(grey * lab.b) / greys / 5);
    numbers.push_back(grey.mean(-1) * 6);
  }
  return at::stack(numbers, 1);
}

at::Tensor sector_statistics(const LabPixels& lab) {
  // The added number keeps the gradient of grey pixels finite and moves no other hue visibly.
  const auto hue = at::atan2(lab.b, lab.a + 1e-6);
  const double few = 0.1 * double(lab.chroma.size(1));
  std::vector<at::Tensor> numbers;
  for (int64_t sector = 0; sector < kSectors; ++sector) {
    const double width = 2 * kPi / kSectors, middle = -kPi + double(sector) * width;
    const auto distance = at::remainder(hue - middle + kPi, 2 * kPi) - kPi;
    const auto weight = (1 - distance.abs() / width).clamp_min(0) * lab.chroma;
    const auto all = total(weight) + few;
    numbers.push_back(weight.mean(-1) / 10);
    numbers.push_back(total(weight * lab.lightness) / all / 100);
    numbers.push_back(total(weight * lab.chroma) / all / 50);
  }
  return at::stack(numbers, 1);
}

at::Tensor spread_statistics(const LabPixels& lab) {
  const auto channels = at::stack({lab.lightness, lab.a, lab.b}, 1);
  const auto centred = channels - channels.mean(-1, true);
  const auto covariance = centred.matmul(centred.transpose(1, 2)) / channels.size(2);
  std::vector<at::Tensor> numbers;
  for (int64_t i = 0; i < 3; ++i) {
    for (int64_t j = i; j < 3; ++j) {
      const auto value = covariance.select(1, i).select(1, j);
      numbers.push_back(value.sign() * (value.abs() + 1e-6).sqrt() / 20);
    }
  }
  return at::stack(numbers, 1);
}

}  // namespace

at::Tensor colour_statistics(const at::Tensor& pixels) {
  LOWLIGHT_CHECK(pixels.dim() == 3 && pixels.size(1) == 3 && pixels.size(2) >= 1,
                 "colour_statistics: pixels must be [N, 3, P], P at least 1, got ",
                 pixels.sizes());
  const auto lab = lab_pixels(pixels);
  const auto channels = at::cat(
      {at::stack({lab.lightness, lab.a, lab.b}, 1) / 50, pixels * 2, lab.chroma.unsqueeze(1) / 50},
      1);
  return at::cat(
      {quantiles(channels), band_statistics(lab), sector_statistics(lab), spread_statistics(lab)},
      1);
}

}  // namespace lowlight::models
