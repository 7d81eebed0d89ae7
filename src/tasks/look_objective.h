// What the network that finds looks is trained for.
#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "lowlight/core/loss_term.h"

namespace lowlight::tasks {

/// The difference of colours [N, 3, K] in CIELAB from their truths, [N, K], in ΔE: the formula
/// CIE94 with the mean chroma of both and CIEDE2000's weight of lightness. Gradients are finite
/// everywhere, equal colours included.
at::Tensor colour_difference(const at::Tensor& lab, const at::Tensor& truth);

/// What looks make of some colours, [N, K, 3]: `plain` are the colours themselves, `truth` the
/// results, `found` what the network predicts.
struct LookBatch {
  at::Tensor plain;
  at::Tensor truth;
  at::Tensor found;
};

/// Terms "colour": the mean over the batch of error / (size + faint), error being the mean
/// difference between found and truth over the colours, size that between plain and truth: a faint
/// look must not be answered with a strong one; and "range": 20 times the mean square of what found
/// lies outside [0, 1].
std::vector<LossTerm> look_losses(const LookBatch& batch, double faint);

}  // namespace lowlight::tasks
