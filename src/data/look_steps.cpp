#include "data/look_steps.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "data/channel_curves.h"
#include "data/factor.h"
#include "data/hue_sectors.h"
#include "lowlight/core/quick_math.h"

namespace lowlight::data {
namespace {

Colour uniform_colour(RandomStream& r) {
  return Colour{float(r.uniform()), float(r.uniform()), float(r.uniform())};
}

Colour normal_colour(RandomStream& r) {
  return Colour{float(r.normal()), float(r.normal()), float(r.normal())};
}

/// Three normal numbers of no luma.
Colour tint(double spread, RandomStream& random) {
  const Colour colour = float(spread) * normal_colour(random);
  return colour - grey(colour);
}

/// Such a tint of a random grey.
Colour tinted_grey(double spread, double low, double high, RandomStream& random) {
  const Colour colour = tint(spread, random);
  return colour + float(random.uniform(low, high));
}

/// Exposed by some stops more.
void expose(Colours x, double stops) { light(x, grey_of(float(std::exp2(stops)))); }

void exposure(Colours x, double s, RandomStream& r) { expose(x, 0.5 * s * r.normal()); }

void white_balance(Colours x, double s, RandomStream& r) {
  const double warm = 0.18 * s * r.normal(), green = 0.08 * s * r.normal();
  const Colour gains{float(std::exp(warm)), float(std::exp(-green)), float(std::exp(-warm))};
  light(x, gains / grey(gains));
}

void gamma(Colours x, double s, RandomStream& r) {
  const auto exponent = float(factor(0.25 * s, r));
  each(x, [=](const Colour& colour) { return powers(clamped(colour), grey_of(exponent)); });
}

void contrast(Colours x, double s, RandomStream& r) {
  const auto steep = float(factor(0.3 * s, r) * std::exp(0.08 * s));
  each(x, [=](const Colour& colour) { return s_curves(colour, grey_of(steep)); });
}

void luma_contrast(Colours x, double s, RandomStream& r) {
  const auto steep = float(factor(0.3 * s, r));
  each(x, [&](const Colour& colour) {
    const float y = grey(colour);
    return colour + (s_curve(y, steep) - y);
  });
}

/// Of one channel, by normal numbers of these spreads.
void draw(Waves& waves, int c, double first, double second, double third, RandomStream& r) {
  waves.first[c] = float(first * r.normal());
  waves.second[c] = float(second * r.normal());
  waves.third[c] = float(third * r.normal());
}

void bent_curves(Colours x, double s, RandomStream& r) {
  Waves waves;
  for (int c = 0; c < 3; ++c) draw(waves, c, 0.06 * s, 0.05 * s, 0.025 * s, r);
  each(x, [&](const Colour& colour) { return waves.on(colour); });
}

/// Slide film in the chemistry of negatives: contrast in red, less of it in blue, or the reverse.
void cross_processing(Colours x, double s, RandomStream& r) {
  std::array<double, 3> exponents{r.uniform(0.1, 0.6), r.uniform(-0.1, 0.35), -r.uniform(0.1, 0.7)};
  if (r.chance(0.3)) std::ranges::reverse(exponents);
  Colour steep;
  for (int c = 0; c < 3; ++c) steep[c] = float(std::exp(s * exponents[size_t(c)]));
  each(x, [=](const Colour& colour) { return s_curves(colour, steep); });
}

void saturation(Colours x, double s, RandomStream& r) { saturate(x, float(factor(0.4 * s, r))); }

void vibrance(Colours x, double s, RandomStream& r) {
  const auto amount = float(0.5 * s * r.normal());
  each(x, [&](const Colour& colour) {
    const float y = grey(colour);
    return y + (colour - y) * (1 + amount * (1 - colourfulness(colour)));
  });
}

void split_toning(Colours x, double s, RandomStream& r) {
  const auto exponent = float(r.uniform(1, 2.5));
  const Colour dark = tint(0.07 * s, r), bright = tint(0.07 * s, r);
  each(x, [&](const Colour& colour) {
    const float y = clamped(grey(colour));
    return colour + dark * power(1 - y, exponent) + bright * power(y, exponent);
  });
}

void faded(Colours x, double s, RandomStream& r) {
  const Colour low = tinted_grey(0.025 * s, 0, 0.14 * s, r);
  const Colour high = tinted_grey(0.025 * s, 1, 1 - 0.12 * s, r);
  each(x, [&](const Colour& colour) { return low + colour * (high - low); });
}

void clipped(Colours x, double s, RandomStream& r) {
  const auto low = float(s * r.uniform(0, 0.1)), high = float(1 - s * r.uniform(0, 0.1));
  each(x, [&](const Colour& colour) { return (colour - low) / (high - low); });
}

void dye_matrix(Colours x, double s, RandomStream& r) {
  std::array<Colour, 3> columns{};
  for (int i = 0; i < 9; ++i) {
    const bool diagonal = i % 4 == 0;
    columns[size_t(i % 3)][i / 3] = float(diagonal + 0.09 * s * r.normal());
  }
  if (r.chance(0.7)) {  // greys stay
    const Colour sums = columns[0] + columns[1] + columns[2];
    for (auto& column : columns) column = column / sums;
  }
  each(x, [&](const Colour& colour) {
    return columns[0] * colour[0] + columns[1] * colour[1] + columns[2] * colour[2];
  });
}

void bleach_bypass(Colours x, double s, RandomStream& r) {
  const auto amount = float(r.uniform(0.3, 1) * std::min(s, 1.2)), kept = float(r.uniform(0.5, 1));
  each(x, [&](const Colour& colour) {
    const float y = clamped(grey(colour));
    const Colour overlaid = y < 0.5f ? 2 * colour * y : 1 - 2 * (1 - colour) * (1 - y);
    return colour + amount * (y + kept * (overlaid - y) - colour);
  });
}

/// Colours pulled to one axis through grey, dark ones to one side, bright ones to the other.
void two_hues(Colours x, double s, RandomStream& r) {
  const double angle = r.chance(0.5) ? r.uniform(0, std::numbers::pi) : r.uniform(0.26, 0.87);
  const auto pull = float(r.uniform(0.1, 0.9) * std::min(s, 1.1)),
             tone = float(0.12 * s * r.uniform(-0.5, 0.5));
  const auto cosine = float(std::cos(angle)), sine = float(std::sin(angle));
  each(x, [&](const Colour& colour) {
    const float y = grey(colour);
    const auto [warm, cold] = chroma_of(colour - y);
    const float along = (warm * cosine + cold * sine) * (1 + 0.3f * pull) + 2 * tone * (y - 0.5f);
    const float across = (cold * cosine - warm * sine) * (1 - pull);
    return colour_of(y, {along * cosine - across * sine, along * sine + across * cosine});
  });
}

/// Mixed with a ramp between two colours.
void wash(Colours x, double s, RandomStream& r) {
  const auto amount = float(r.uniform(0.1, 0.6) * std::min(s, 1.2));
  const Colour dark = tinted_grey(0.15, 0, 0.15, r), bright = tinted_grey(0.12, 0.9, 1, r);
  each(x, [&](const Colour& colour) {
    return colour + amount * (dark + (bright - dark) * clamped(grey(colour)) - colour);
  });
}

void night(Colours x, double s, RandomStream& r) {
  expose(x, -s * r.uniform(0.5, 2));
  const auto moon = float(s * r.uniform(0.3, 1.5)), saturation = float(r.uniform(0.3, 0.8));
  each(x, [&](const Colour& dark) {
    const float y = grey(dark);
    return y + (dark - y) * saturation + moon * Colour{-0.03f, 0, 0.06f} * (1 - y);
  });
}

void tinted_glass(Colours x, double s, RandomStream& r) {
  const Colour colour = float(s) * uniform_colour(r);
  if (r.chance(0.5)) {
    each(x, [&](const Colour& seen) { return seen * (1 - 0.35f * colour); });
  } else {
    each(x, [&](const Colour& seen) { return 1 - (1 - seen) * (1 - 0.2f * colour); });
  }
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
              {[](Colours x, double s, RandomStream& r) { by_sectors(x, s, {}, r); }, 1.5},
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

void film(Colours x, double s, RandomStream& r) {
  const double steepness = s * r.uniform(-0.1, 0.6), brightness = 2 * s * r.uniform(-0.08, 0.08);
  const double toe = s * std::max(0.0, r.uniform(-0.02, 0.07));
  const double shoulder = 1 - s * std::max(0.0, r.uniform(-0.02, 0.08));
  Colour exponent, steep, low, high;
  Waves bent;
  for (int c = 0; c < 3; ++c) {
    exponent[c] = float(std::exp(-brightness) * factor(0.06 * s, r));
    steep[c] = float(std::exp(steepness) * factor(0.07 * s, r));
    draw(bent, c, 0.02 * s, 0.02 * s, 0.015 * s, r);
    low[c] = float(toe + 0.015 * s * r.normal());
    high[c] = float(shoulder + 0.02 * s * r.normal());
  }
  each(x, [&](const Colour& colour) {
    return low + (high - low) * bent.on(s_curves(powers(colour, exponent), steep));
  });
  saturate(x, float(factor(0.25 * s, r) * std::exp(-0.05)));
  if (r.chance(0.6)) dye_matrix(x, 0.6 * s, r);
  clamp(x);
  // Dyes lose more saturation in greens and cyans than in reds: so do the tables of film stocks.
  by_sectors(x, 0.5 * s, {-0.25 * s, -0.1 * s, -0.1 * s, 0, -0.1 * s, -0.25 * s}, r);
  if (r.chance(0.25)) split_toning(x, 0.5 * s, r);
}

void black_and_white(Colours x, double s, RandomStream& r) {
  Colour filter = uniform_colour(r) + 0.1f;
  filter = filter + 0.1f * normal_colour(r);
  filter = filter / (filter.red + filter.green + filter.blue);
  const auto steep = float(std::exp(r.uniform(-0.1, 0.6))), exponent = float(factor(0.25, r));
  each(x, [&](const Colour& colour) {
    const Colour parts = colour * filter;
    return grey_of(power(s_curve(parts.red + parts.green + parts.blue, steep), exponent));
  });
  const double toned = r.uniform();
  if (toned < 0.25) split_toning(x, 0.7, r);
  if (toned < 0.12) {
    const Colour paper{1, float(r.uniform(0.85, 0.97)), float(r.uniform(0.6, 0.9))};
    each(x, [&](const Colour& colour) { return colour * paper; });
  }
  if (r.chance(0.3)) faded(x, s, r);
}

void strong_cast(Colours x, double s, RandomStream& r) {
  Colour black, low, high, exponent, steep;
  for (int c = 0; c < 3; ++c) {
    // A channel that is crushed loses its shadows, one that is lifted has none left.
    const double crushed = r.normal();
    black[c] = float(std::clamp(0.22 * s * crushed, 0.0, 0.6));
    low[c] = float(std::clamp(s * (0.04 * r.normal() - 0.13 * crushed), 0.0, 0.35));
    high[c] = float(1 - std::clamp(0.12 * s * r.normal(), 0.0, 0.5));
    exponent[c] = float(std::exp(0.35 * s * crushed) * factor(0.25 * s, r));
    const double steepness = s * r.uniform(-0.075, 0.25);
    steep[c] = float(std::exp(steepness) * factor(0.15 * s, r));
  }
  each(x, [&](const Colour& colour) {
    const Colour in_levels = clamped((colour - black) / (1 - black));
    return low + (high - low) * s_curves(powers(in_levels, exponent), steep);
  });
  saturation(x, 0.6, r);
}

}  // namespace lowlight::data
