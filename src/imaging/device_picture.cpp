#include "lowlight/imaging/device_picture.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "imaging/block_lanes.h"
#include "imaging/calming_rule.h"
#include "lowlight/core/check.h"

namespace lowlight::imaging {
namespace {

using at::Tensor;

/// Grey, the differences red − grey and blue − grey, of pixels or means of them, [H, W] each.
struct Differences {
  Tensor grey, red, blue;

  Tensor green() const {
    return -(kGreyWeights[0] * red + kGreyWeights[2] * blue) / kGreyWeights[1];
  }
};

/// The means of side × side numbers.
Tensor means(const Tensor& plane, int64_t side) {
  return at::avg_pool2d(plane.unsqueeze(0), {side, side}).squeeze(0);
}

Tensor as_tensor(const float* numbers, int64_t count, const Tensor& like) {
  return at::from_blob(const_cast<float*>(numbers), {count})
      .to(like.device(), at::kFloat, false, true);
}

/// The table's numbers for what values have become.
Tensor noise_at(const std::array<float, 256>& table, const Tensor& values) {
  const auto places = (255 * values + 0.5).clamp(0, 255).to(at::kLong);
  return as_tensor(table.data(), 256, values).take(places);
}

Tensor noise_at(const std::array<float, 256>& table, const Shares& shares, const Differences& of) {
  return shares[0] * noise_at(table, of.grey + of.red) +
         shares[1] * noise_at(table, of.grey + of.green()) +
         shares[2] * noise_at(table, of.grey + of.blue);
}

/// Of each block, [1, blocks]: the means of four cells.
Tensor of_blocks(const Tensor& cells) {
  return at::avg_pool2d(cells.unsqueeze(0), {2, 2}, {1, 1}).flatten().unsqueeze(0);
}

/// [64, 64]: row 8u + v makes coefficient (u, v) of a block's pixels.
Tensor cosine_transform(const Tensor& like) {
  const auto place = at::arange(kBlockSide, at::kDouble);
  const auto angle = (2 * place + 1).unsqueeze(0) * place.unsqueeze(1) * (std::numbers::pi / 16);
  auto rows = 0.5 * angle.cos();
  rows[0] *= std::numbers::sqrt2 / 2;
  return at::kron(rows, rows).to(like.options());
}

/// [8, 8, blocks], sums of each number and its neighbours along the first two axes; outside of them
/// the nearest stands in.
Tensor sums_of_nine(Tensor numbers) {
  for (const int64_t axis : {0, 1}) {
    const auto first = numbers.narrow(axis, 0, 1), last = numbers.narrow(axis, kBlockSide - 1, 1);
    const auto longer = at::cat({first, numbers, last}, axis);
    numbers = longer.narrow(axis, 0, kBlockSide) + longer.narrow(axis, 1, kBlockSide) +
              longer.narrow(axis, 2, kBlockSide);
  }
  return numbers;
}

/// By coefficient, [64, 1].
Tensor by_coefficient(const std::array<float, kNoiseBands>& bands, const Tensor& like) {
  std::vector<float> numbers;
  for (int64_t place = 0; place < kBlockSide * kBlockSide; ++place)
    numbers.push_back(bands[size_t(std::max(place / kBlockSide, place % kBlockSide))]);
  return as_tensor(numbers.data(), int64_t(numbers.size()), like).unsqueeze(1);
}

/// What is left of the sensor's thresholds, [1, blocks], where so much noise is expected.
Tensor texture_share(const Tensor& coefficients, const Tensor& expected) {
  std::array<float, kNoiseBands> weights{};
  for (size_t band = kFirstTexture; band < weights.size(); ++band)
    weights[band] = 1 / float(kTextureBands * (2 * band + 1));
  const auto quotients = coefficients.square() / (expected + 1e-12);
  Tensor share;
  fill_texture_share((by_coefficient(weights, coefficients) * quotients).sum(0, true), share);
  return share;
}

/// As shrink_blocks (imaging/block_shrinkage.h) does, sensor and added by block.
Tensor shrunk(const Tensor& plane,
              const Tensor& sensor,
              const Tensor& added,
              const Tensor& colour,
              const BandNoise& thresholds) {
  const auto transform = cosine_transform(plane);
  const std::array<int64_t, 2> side{kBlockSide, kBlockSide}, whole{1, 1}, none{0, 0},
      step{kCell, kCell};
  const auto blocks = at::im2col(plane.unsqueeze(0), side, whole, none, step).squeeze(0);
  const auto coefficients = transform.matmul(blocks);
  auto squares = coefficients.square().view({kBlockSide, kBlockSide, -1});
  squares[0][0] = (squares[0][1] + squares[1][0]) / 2;
  const auto of_sensor = by_coefficient(thresholds.sensor, plane) * sensor,
             of_jpeg = by_coefficient(thresholds.jpeg, plane) * added;
  const auto share = texture_share(coefficients, of_sensor + kJpegInTexture * of_jpeg);
  const auto threshold = share * of_sensor + of_jpeg;
  const auto energy = sums_of_nine(squares).flatten(0, 1) / 9;
  const auto quotient = (threshold / energy.clamp_min(1e-30)).clamp_max(1);
  Tensor kept;
  fill_kept(quotient, kept);
  kept[0].fill_(1);
  const auto ramp = as_tensor(kBlockWeights.data(), kBlockSide, plane);
  const auto weights = at::outer(ramp, ramp).flatten().unsqueeze(1);
  const auto back = transform.t().matmul(coefficients * kept * colour) * weights;
  const auto sums =
      at::col2im(back.unsqueeze(0), plane.sizes(), side, whole, none, step).squeeze(0).squeeze(0);
  auto result = plane.clone();
  const auto inner = [](const Tensor& of) {
    return of.slice(0, kCell, -kCell).slice(1, kCell, -kCell);
  };
  inner(result).copy_(inner(sums));
  return result;
}

Tensor calmed_plane(const Tensor& plane,
                    const Differences& cells,
                    const Shares& shares,
                    const BandNoise& thresholds,
                    const NoiseCalming& calming) {
  const auto sensor = noise_at(calming.sensor, shares, cells),
             added = noise_at(calming.added, shares, cells);
  auto kept = at::ones_like(sensor);
  if (shares != kOfGrey) {
    const auto excess = noise_at(calming.slope, cells.grey) - kMeaninglessColour;
    kept = kept_of_colour(Tensor(excess.clamp_min(0)));
  }
  return shrunk(plane, of_blocks(sensor), of_blocks(added), of_blocks(kept), thresholds);
}

Tensor doubled(const Tensor& plane) {
  return at::upsample_bilinear2d(
             plane.unsqueeze(0).unsqueeze(0), {2 * plane.size(0), 2 * plane.size(1)}, false)
      .squeeze(0)
      .squeeze(0);
}

/// With the nearest pixels around it, so that the sides are on the grid.
Tensor with_grid_margin(const Tensor& picture) {
  const auto after = [&](int64_t axis) {
    return kCalmingMargin + (kCalmingGrid - picture.size(axis) % kCalmingGrid) % kCalmingGrid;
  };
  return at::replication_pad2d(picture, {kCalmingMargin, after(2), kCalmingMargin, after(1)});
}

}  // namespace

Tensor calmed(const Tensor& picture, const NoiseCalming& calming) {
  if (!calming.any || picture.numel() == 0) return picture;
  const auto whole = with_grid_margin(picture);
  const auto grey =
      kGreyWeights[0] * whole[0] + kGreyWeights[1] * whole[1] + kGreyWeights[2] * whole[2];
  const auto red = means(whole[0] - grey, 2), blue = means(whole[2] - grey, 2);
  const Differences cells{means(grey, kCell), means(red, 2), means(blue, 2)};
  const Differences of_half_size{means(cells.grey, 2), means(cells.red, 2), means(cells.blue, 2)};
  const Differences calm{calmed_plane(grey, cells, kOfGrey, calming.grey, calming),
                         doubled(calmed_plane(red, of_half_size, kOfRed, calming.red, calming)),
                         doubled(calmed_plane(blue, of_half_size, kOfBlue, calming.blue, calming))};
  const auto colours = at::stack({calm.red, calm.green(), calm.blue}) + calm.grey;
  return colours.narrow(1, kCalmingMargin, picture.size(1))
      .narrow(2, kCalmingMargin, picture.size(2));
}

Tensor in_look(const Tensor& picture, const ColourTable& table, double strength) {
  if (table.empty()) return picture;
  LOWLIGHT_CHECK(table.kind == TableKind::cube, "in_look: the table must be a cube");
  const int64_t size = table.size;
  const auto nodes = as_tensor(table.nodes.data(), int64_t(table.nodes.size()), picture)
                         .view({-1, 4})
                         .slice(1, 0, 3)
                         .t()
                         .contiguous();
  const auto flat = picture.flatten(1);
  const auto lowest = as_tensor(table.lowest.data(), 3, picture).unsqueeze(1),
             highest = as_tensor(table.highest.data(), 3, picture).unsqueeze(1);
  const auto places =
      ((flat - lowest) * (double(size - 1) / (highest - lowest))).clamp(0, double(size - 1));
  const auto before = places.floor().clamp_max(double(size - 2));
  const auto fractions = places - before;
  const auto steps = at::tensor({int64_t(1), size, size * size}).to(picture.device());
  const auto base = (before.to(at::kLong) * steps.unsqueeze(1)).sum(0);
  // From the corner nearest to black to the opposite one, along the axis of the largest fraction
  // first.
  const auto [most, first] = fractions.max(0);
  const auto [least, last] = fractions.min(0);
  const auto middle = fractions.sum(0) - most - least;
  const auto opposite = base + steps.sum();
  const auto mixed = nodes.index_select(1, base) * (1 - most) +
                     nodes.index_select(1, base + steps.take(first)) * (most - middle) +
                     nodes.index_select(1, opposite - steps.take(last)) * (middle - least) +
                     nodes.index_select(1, opposite) * least;
  return (flat + strength * (mixed - flat)).view(picture.sizes());
}

}  // namespace lowlight::imaging
