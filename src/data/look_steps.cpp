#include "data/look_steps.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "data/hue_sectors.h"
#include "lowlight/core/s_curve.h"
#include "lowlight/core/srgb.h"

namespace lowlight::data {
namespace {

using at::Tensor;

constexpr double kPi = std::numbers::pi;

/// exp of a normal number: a factor around 1.
double factor(double spread, RandomStream& random) { return std::exp(spread * random.normal()); }

/// Three normal numbers of no luma.
Tensor tint(double spread, RandomStream& random) {
  const auto colour = spread * row(random.normal(), random.normal(), random.normal());
  return colour - grey(colour.unsqueeze(0)).squeeze(0);
}

Tensor in_light(const Tensor& x, const Tensor& gains) {
  return linear_to_srgb((srgb_to_linear(x.clamp(0, 1)) * gains).clamp(0, 1));
}

Tensor exposure(const Tensor& x, double s, RandomStream& r) {
  return in_light(x, at::scalar_tensor(std::exp2(0.5 * s * r.normal())));
}

Tensor white_balance(const Tensor& x, double s, RandomStream& r) {
  const double warm = 0.18 * s * r.normal(), green = 0.08 * s * r.normal();
  const auto gains = row(std::exp(warm), std::exp(-green), std::exp(-warm));
  return in_light(x, gains / grey(gains.unsqueeze(0)).squeeze(0));
}

Tensor gamma(const Tensor& x, double s, RandomStream& r) {
  return x.clamp(0, 1).pow(factor(0.25 * s, r));
}

Tensor contrast(const Tensor& x, double s, RandomStream& r) {
  return s_curve(x, factor(0.3 * s, r) * std::exp(0.08 * s));
}

Tensor luma_contrast(const Tensor& x, double s, RandomStream& r) {
  const auto y = grey(x);
  return x + s_curve(y, factor(0.3 * s, r)) - y;
}

/// x with three waves on top that vanish at both ends.
Tensor bent(const Tensor& x, double first, double second, double third) {
  const auto angle = x.clamp(0, 1) * kPi;
  return x + first * angle.sin() + second * (2 * angle).sin() + third * (3 * angle).sin();
}

Tensor bent_curves(const Tensor& x, double s, RandomStream& r) {
  std::array<Tensor, 3> channels;
  for (int64_t c = 0; c < 3; ++c) {
    channels[size_t(c)] =
        bent(x.select(1, c), 0.06 * s * r.normal(), 0.05 * s * r.normal(), 0.025 * s * r.normal());
  }
  return at::stack(channels, 1);
}

/// Slide film in the chemistry of negatives: contrast in red, less of it in blue, or the reverse.
Tensor cross_processing(const Tensor& x, double s, RandomStream& r) {
  std::array<double, 3> exponents{r.uniform(0.1, 0.6), r.uniform(-0.1, 0.35), -r.uniform(0.1, 0.7)};
  if (r.chance(0.3)) std::ranges::reverse(exponents);
  std::array<Tensor, 3> channels;
  for (size_t c = 0; c < 3; ++c)
    channels[c] = s_curve(x.select(1, int64_t(c)), std::exp(s * exponents[c]));
  return at::stack(channels, 1);
}

Tensor saturation(const Tensor& x, double s, RandomStream& r) {
  const auto y = grey(x);
  return y + (x - y) * factor(0.4 * s, r);
}

Tensor vibrance(const Tensor& x, double s, RandomStream& r) {
  const auto y = grey(x);
  return y + (x - y) * (1 + 0.5 * s * r.normal() * (1 - colourfulness(x)));
}

Tensor split_toning(const Tensor& x, double s, RandomStream& r) {
  const auto y = grey(x).clamp(0, 1);
  const double power = r.uniform(1, 2.5);
  return x + tint(0.07 * s, r) * (1 - y).pow(power) + tint(0.07 * s, r) * y.pow(power);
}

Tensor faded(const Tensor& x, double s, RandomStream& r) {
  const auto low = tint(0.025 * s, r) + s * r.uniform(0, 0.14);
  const auto high = tint(0.025 * s, r) + 1 - s * r.uniform(0, 0.12);
  return low + x * (high - low);
}

Tensor clipped(const Tensor& x, double s, RandomStream& r) {
  const double low = s * r.uniform(0, 0.1), high = 1 - s * r.uniform(0, 0.1);
  return (x - low) / (high - low);
}

Tensor dye_matrix(const Tensor& x, double s, RandomStream& r) {
  auto matrix = at::eye(3);
  for (int64_t i = 0; i < 9; ++i) matrix.view(-1)[i] += 0.09 * s * r.normal();
  if (r.chance(0.7)) matrix = matrix / matrix.sum(1, true);  // greys stay
  return x.matmul(matrix.t());
}

Tensor bleach_bypass(const Tensor& x, double s, RandomStream& r) {
  const double amount = r.uniform(0.3, 1) * std::min(s, 1.2), kept = r.uniform(0.5, 1);
  const auto y = grey(x).clamp(0, 1);
  const auto overlaid = at::where(y < 0.5, 2 * x * y, 1 - 2 * (1 - x) * (1 - y));
  return x + amount * (y + kept * (overlaid - y) - x);
}

Tensor hue_sectors(const Tensor& x, double s, RandomStream& r) { return by_sectors(x, s, {}, r); }

/// Colours pulled to one axis through grey, dark ones to one side, bright ones to the other.
Tensor two_hues(const Tensor& x, double s, RandomStream& r) {
  const double angle = r.chance(0.5) ? r.uniform(0, kPi) : r.uniform(0.26, 0.87);
  const double pull = r.uniform(0.1, 0.9) * std::min(s, 1.1),
               tone = 0.12 * s * r.uniform(-0.5, 0.5);
  const auto y = grey(x);
  const auto chroma = chroma_of(x - y);
  const double cosine = std::cos(angle), sine = std::sin(angle);
  const auto along =
      (chroma.warm * cosine + chroma.cold * sine) * (1 + 0.3 * pull) + 2 * tone * (y - 0.5);
  const auto across = (chroma.cold * cosine - chroma.warm * sine) * (1 - pull);
  return colour_of(y, {along * cosine - across * sine, along * sine + across * cosine});
}

/// Mixed with a ramp between two colours.
Tensor wash(const Tensor& x, double s, RandomStream& r) {
  const double amount = r.uniform(0.1, 0.6) * std::min(s, 1.2);
  const auto dark = tint(0.15, r) + r.uniform(0, 0.15), bright = tint(0.12, r) + r.uniform(0.9, 1);
  return x + amount * (dark + (bright - dark) * grey(x).clamp(0, 1) - x);
}

Tensor night(const Tensor& x, double s, RandomStream& r) {
  const auto dark = in_light(x, at::scalar_tensor(std::exp2(-s * r.uniform(0.5, 2))));
  const auto y = grey(dark);
  const double moon = s * r.uniform(0.3, 1.5);
  return y + (dark - y) * r.uniform(0.3, 0.8) + moon * row(-0.03, 0, 0.06) * (1 - y);
}

Tensor tinted_glass(const Tensor& x, double s, RandomStream& r) {
  const auto colour = row(r.uniform(), r.uniform(), r.uniform());
  return r.chance(0.5) ? x * (1 - 0.35 * s * colour) : 1 - (1 - x) * (1 - 0.2 * s * colour);
}

constexpr struct {
  LookStep step;
  double weight;
} kSteps[] = {{exposure, 1},
              {white_balance, 1.5},
              {gamma, 1},
              {contrast, 1.5},
              {luma_contrast, 0.7},
              {bent_curves, 2},
              {cross_processing, 1},
              {saturation, 1.5},
              {vibrance, 0.7},
              {split_toning, 2},
              {faded, 1.5},
              {clipped, 0.5},
              {dye_matrix, 1.2},
              {bleach_bypass, 0.6},
              {hue_sectors, 1.5},
              {two_hues, 0.8},
              {wash, 0.7},
              {night, 0.25},
              {tinted_glass, 1.1}};

}  // namespace

LookStep draw_look_step(RandomStream& random) {
  double total = 0;
  for (const auto& entry : kSteps) total += entry.weight;
  double place = random.uniform(0, total);
  for (const auto& [step, weight] : kSteps) {
    if ((place -= weight) < 0) return step;
  }
  return kSteps[0].step;
}

Tensor film(const Tensor& x, double s, RandomStream& r) {
  const double steepness = s * r.uniform(-0.1, 0.6), brightness = 2 * s * r.uniform(-0.08, 0.08);
  const double toe = s * std::max(0.0, r.uniform(-0.02, 0.07));
  const double shoulder = 1 - s * std::max(0.0, r.uniform(-0.02, 0.08));
  std::array<Tensor, 3> channels;
  for (int64_t c = 0; c < 3; ++c) {
    const auto bright = x.select(1, c).pow(std::exp(-brightness) * factor(0.06 * s, r));
    const auto steep = s_curve(bright, std::exp(steepness) * factor(0.07 * s, r));
    const auto curve =
        bent(steep, 0.02 * s * r.normal(), 0.02 * s * r.normal(), 0.015 * s * r.normal());
    const double low = toe + 0.015 * s * r.normal(), high = shoulder + 0.02 * s * r.normal();
    channels[size_t(c)] = low + (high - low) * curve;
  }
  auto result = at::stack(channels, 1);
  const auto y = grey(result);
  result = y + (result - y) * factor(0.25 * s, r) * std::exp(-0.05);
  if (r.chance(0.6)) result = dye_matrix(result, 0.6 * s, r);
  // Dyes lose more saturation in greens and cyans than in reds: so do the tables of film stocks.
  result = by_sectors(
      result.clamp(0, 1), 0.5 * s, {-0.25 * s, -0.1 * s, -0.1 * s, 0, -0.1 * s, -0.25 * s}, r);
  if (r.chance(0.25)) result = split_toning(result, 0.5 * s, r);
  return result;
}

Tensor black_and_white(const Tensor& x, double s, RandomStream& r) {
  auto filter = row(r.uniform(), r.uniform(), r.uniform()) + 0.1;
  filter = filter + 0.1 * row(r.normal(), r.normal(), r.normal());
  const auto mixed = x.matmul(filter / filter.sum()).unsqueeze(1).clamp(0, 1);
  const auto y = s_curve(mixed, std::exp(r.uniform(-0.1, 0.6))).pow(factor(0.25, r));
  auto result = y.expand_as(x);
  const double toned = r.uniform();
  if (toned < 0.25) result = split_toning(result, 0.7, r);
  if (toned < 0.12) result = result * row(1, r.uniform(0.85, 0.97), r.uniform(0.6, 0.9));
  return r.chance(0.3) ? faded(result, s, r) : result;
}

Tensor strong_cast(const Tensor& x, double s, RandomStream& r) {
  std::array<Tensor, 3> channels;
  for (int64_t c = 0; c < 3; ++c) {
    // A channel that is crushed loses its shadows, one that is lifted has none left.
    const double crushed = r.normal();
    const double black = std::clamp(0.22 * s * crushed, 0.0, 0.6);
    const double low = std::clamp(s * (0.04 * r.normal() - 0.13 * crushed), 0.0, 0.35);
    const double high = 1 - std::clamp(0.12 * s * r.normal(), 0.0, 0.5);
    const auto in_levels = ((x.select(1, c) - black) / (1 - black)).clamp(0, 1);
    const auto bent = in_levels.pow(std::exp(0.35 * s * crushed) * factor(0.25 * s, r));
    const double steepness = s * r.uniform(-0.075, 0.25);
    channels[size_t(c)] =
        low + (high - low) * s_curve(bent, std::exp(steepness) * factor(0.15 * s, r));
  }
  return saturation(at::stack(channels, 1), 0.6, r);
}

Tensor retaken(const Tensor& x, RandomStream& r) {
  const double light = factor(0.11, r);
  const auto gains = row(light * factor(0.02, r), light * factor(0.02, r), light * factor(0.02, r));
  const auto lit = in_light(x, gains);
  const auto y = grey(lit);
  return (y + (lit - y) * factor(0.075, r)).clamp(0, 1);
}

}  // namespace lowlight::data
