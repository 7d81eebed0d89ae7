#include "data/hue_sectors.h"

#include <ATen/ATen.h>

#include <cmath>
#include <numbers>

#include "lowlight/core/luma.h"

namespace lowlight::data {

using at::Tensor;

namespace {

constexpr double kTurn = 2 * std::numbers::pi;

/// How far each hue lies from `middle`, from −π to π.
Tensor hue_distance(const Chroma& chroma, double middle) {
  const auto hue = at::atan2(chroma.cold, chroma.warm + 1e-6);
  return at::remainder(hue - middle + kTurn / 2, kTurn) - kTurn / 2;
}

Chroma turned(const Chroma& chroma, const Tensor& angle, const Tensor& scale) {
  return {scale * (chroma.warm * angle.cos() - chroma.cold * angle.sin()),
          scale * (chroma.warm * angle.sin() + chroma.cold * angle.cos())};
}

}  // namespace

Tensor row(double red, double green, double blue) {
  return at::tensor({float(red), float(green), float(blue)});
}

Tensor grey(const Tensor& x) {
  constexpr auto& weights = kLumaWeights<double>;
  return x.matmul(row(weights[0], weights[1], weights[2])).unsqueeze(1);
}

Tensor colourfulness(const Tensor& x) { return x.amax(1, true) - x.amin(1, true); }

Chroma chroma_of(const Tensor& difference) {
  return {difference.matmul(row(2, -1, -1)).unsqueeze(1) / std::sqrt(6.),
          difference.matmul(row(0, 1, -1)).unsqueeze(1) / std::sqrt(2.)};
}

Tensor colour_of(const Tensor& y, const Chroma& chroma) {
  const auto x =
      chroma.warm * row(2, -1, -1) / std::sqrt(6.) + chroma.cold * row(0, 1, -1) / std::sqrt(2.);
  return y + x - grey(x);
}

Tensor by_sectors(const Tensor& x,
                  double s,
                  const std::array<double, kSectors>& gains,
                  RandomStream& r) {
  const auto y = grey(x);
  const auto chroma = chroma_of(x - y);
  auto turn = at::zeros_like(y), gain = at::zeros_like(y), lift = at::zeros_like(y);
  for (int sector = 0; sector < kSectors; ++sector) {
    const auto distance = hue_distance(chroma, kTurn * (double(sector) / kSectors - 0.5)).abs();
    const auto near = (1 - distance * kSectors / kTurn).clamp_min(0);
    const auto weight = near.square() * (3 - 2 * near);
    turn = turn + weight * (0.38 * s * r.normal());
    gain = gain + weight * (gains[size_t(sector)] + 0.35 * s * r.normal());
    lift = lift + weight * (0.08 * s * r.normal());
  }
  return colour_of(y + lift * colourfulness(x), turned(chroma, turn, gain.clamp(-2, 0.8).exp()));
}

Tensor recoloured(const Tensor& x, RandomStream& r) {
  const double middle = r.uniform(-kTurn / 2, kTurn / 2), width = r.uniform(0.4, 1.6);
  const double turn = 0.8 * r.normal(), gain = 0.5 * r.normal();
  const auto y = grey(x);
  const auto chroma = chroma_of(x - y);
  const auto weight = (-(hue_distance(chroma, middle) / width).square()).exp();
  return colour_of(y, turned(chroma, weight * turn, (weight * gain).exp())).clamp(0, 1);
}

}  // namespace lowlight::data
