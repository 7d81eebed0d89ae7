// The closed-form step under the enhancer: exposure, toe, shoulder and contrast of a dark photo,
// without a network.
#pragma once

#include <ATen/core/Tensor.h>

namespace lowlight::imaging {

/// What the meter found for each picture of a batch; all [N], without gradients.
struct Brightening {
  /// log₂ of the gain on linear light.
  at::Tensor log2_gain;
  /// Strength τ of the toe: cameras compress the blacks of a short exposure.
  at::Tensor toe;
  /// 1 for dark pictures, 0 for well-lit ones, smooth between: how much of the step such a picture
  /// should get.
  at::Tensor darkness;
};

/// The floor, the simplest curve that enhances: t = tanh(0.95·enc(g·lin(x))), t + 0.4·t(1 − t)(t −
/// 0.46), lin and enc the sRGB transfer, g = 2^log2_gain. x [N, …] in [0, 1] → same shape, monotone
/// in x and g.
at::Tensor floor_tone(const at::Tensor& x, const at::Tensor& log2_gain);

/// log₂ g in [−5, 11] for which the mean Rec.601 luma of floor_tone is `target`, by bisection.
/// small [N, 3, h, w] → [N].
at::Tensor floor_gain(const at::Tensor& small, double target = 0.46);

/// e = enc(g·lin(x)), z = e²/(e + τ), t = tanh(1.91·z^0.75), result t + 0.65·t(1 − t)(t − 0.2).
/// x [N, …] in [0, 1], encoded → same shape; 0 → 0, monotone, below 1.06. The well-lit weight is
/// not applied. The constants were chosen on real exposure brackets (docs/decisions).
at::Tensor brighten(const at::Tensor& x, const Brightening& step);

/// Reads a picture's step off a small version of it (long side 256: the mean of much smaller
/// ones comes out too dark where there is fine texture), [N, 3, h, w] in [0, 1],
/// encoded:
///   L₀ = floor_gain(small); τ = clamp(0.032·(L₀ − 3.6), 0, 0.13);
///   g such that the mean luma of the brightened picture is T = clamp(0.46 − 0.6·max(0, h − 0.15)
///     − 0.4·max(0, b − 0.28) − 0.06·max(0, L₀ − 6), 0.32, 0.46), where h = mean of
///     clamp((luma − 0.75)/0.2, 0, 1) and b = share of luma < 0.1, as they would be at T = 0.46;
///   before a black ground the lit part sets the limit: log₂ g falls by smoothstep(0.2, 0.45,
///   b)·
///     max(0, log₂ g + q + 2), q = log₂ of the linear light at the 90 % point of max(R, G, B);
///   darkness = judge_darkness(small).share (imaging/darkness.h).
/// As far as one colour lights a picture (Darkness::one_colour) all of this is read off its M: the
/// luma of red or blue alone stays low whatever the gain, and the colour would burn.
/// A black picture gets the largest gain, 2¹¹, which leaves it black.
Brightening meter(const at::Tensor& small);

/// The same where the darkness [N] is known.
Brightening meter(const at::Tensor& small, const at::Tensor& darkness);

}  // namespace lowlight::imaging
