#include "data/hue_sectors.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "lowlight/core/quick_math.h"

namespace lowlight::data {
namespace {

constexpr float kPi = std::numbers::pi_v<float>, kTurn = 2 * kPi;
constexpr float kRoot2 = std::numbers::sqrt2_v<float>;
constexpr float kRoot6 = kRoot2 * std::numbers::sqrt3_v<float>;

/// From −π to π.
float hue_of(const Chroma& chroma) { return quick::angle_of(chroma.cold, chroma.warm + 1e-6f); }

/// How far two hues lie apart, the shorter way round.
float hue_distance(float first, float second) {
  const float straight = std::abs(first - second);
  return std::min(straight, kTurn - straight);
}

Chroma turned(const Chroma& chroma, float angle, float scale) {
  const auto [sine, cosine] = quick::sine_and_cosine(angle);
  return {scale * (chroma.warm * cosine - chroma.cold * sine),
          scale * (chroma.warm * sine + chroma.cold * cosine)};
}

/// What happens in the middle of a sector.
struct SectorChange {
  float turn, gain, lift;

  SectorChange weighted(float weight) const {
    return {weight * turn, weight * gain, weight * lift};
  }
};

/// Between the middles of two sectors one change goes over into the other.
SectorChange change_at(float hue, const std::array<SectorChange, kSectors>& changes) {
  const float place = (hue + kPi) * (float(kSectors) / kTurn);
  const int sector = int(place);
  const float share = place - float(sector), weight = share * share * (3 - 2 * share);
  const auto first = changes[size_t(sector % kSectors)].weighted(1 - weight);
  const auto second = changes[size_t((sector + 1) % kSectors)].weighted(weight);
  return {first.turn + second.turn, first.gain + second.gain, first.lift + second.lift};
}

}  // namespace

Chroma chroma_of(const Colour& difference) {
  return {(2 * difference.red - difference.green - difference.blue) / kRoot6,
          (difference.green - difference.blue) / kRoot2};
}

Colour colour_of(float luma, const Chroma& chroma) {
  const float warm = chroma.warm / kRoot6, cold = chroma.cold / kRoot2;
  const Colour colour{2 * warm, cold - warm, -warm - cold};
  return colour + (luma - grey(colour));
}

void by_sectors(Colours colours,
                double strength,
                const std::array<double, kSectors>& gains,
                RandomStream& random) {
  std::array<SectorChange, kSectors> changes{};
  for (size_t sector = 0; sector < kSectors; ++sector) {
    changes[sector].turn = float(0.38 * strength * random.normal());
    changes[sector].gain = float(gains[sector] + 0.35 * strength * random.normal());
    changes[sector].lift = float(0.08 * strength * random.normal());
  }
  each(colours, [&](const Colour& colour) {
    const float luma = grey(colour);
    const auto chroma = chroma_of(colour - luma);
    const auto [turn, gain, lift] = change_at(hue_of(chroma), changes);
    const float scale = quick::exp(std::clamp(gain, -2.f, 0.8f));
    return colour_of(luma + lift * colourfulness(colour), turned(chroma, turn, scale));
  });
}

void recolour(Colours colours, RandomStream& random) {
  const auto middle = float(random.uniform(-kTurn / 2, kTurn / 2));
  const auto width = float(random.uniform(0.4, 1.6));
  const auto turn = float(0.8 * random.normal()), gain = float(0.5 * random.normal());
  each(colours, [&](const Colour& colour) {
    const float luma = grey(colour);
    const auto chroma = chroma_of(colour - luma);
    const float distance = hue_distance(hue_of(chroma), middle) / width;
    const float weight = quick::exp(-distance * distance);
    return clamped(colour_of(luma, turned(chroma, weight * turn, quick::exp(weight * gain))));
  });
}

}  // namespace lowlight::data
