// Losses of a generator and its discriminator.
#pragma once

#include <ATen/core/Tensor.h>
#include <array>
#include <string_view>

#include <utility>

namespace lowlight::losses {

enum class AdversarialKind {
  /// Discriminator: relu(1 − D(real)) + relu(1 + D(fake)); generator: −D(fake).
  hinge,
  /// Discriminator: ½(D(real) − 1)² + ½D(fake)²; generator: ½(D(fake) − 1)² (arXiv 1611.04076).
  least_squares,
};

/// The names of the values, as users write them.
constexpr auto names_of(AdversarialKind) {
  return std::to_array<std::pair<AdversarialKind, std::string_view>>({
      {AdversarialKind::hinge, "hinge"},
      {AdversarialKind::least_squares, "least_squares"},
  });
}

/// The discriminator's side: the mean over all scores (samples and patches) of the form above, in
/// [0, ∞). `real` and `fake` are scores of any shape, not squashed; the fake pictures should be
/// detached before they are scored. An empty tensor is an error.
at::Tensor discriminator_loss(const at::Tensor& real, const at::Tensor& fake, AdversarialKind kind);

/// The generator's side, the mean over all scores: any number for hinge, [0, ∞) for least squares.
at::Tensor generator_loss(const at::Tensor& fake, AdversarialKind kind);

/// ½ · mean over the samples of ‖∂ Σ scores / ∂ picture‖² on real pictures (R1, Mescheder et al.
/// 2018, arXiv 1801.04406, γ = 1), with a graph for its own gradient. `pictures` [N, ...] must
/// require a gradient and `scores` come from them; scores that do not depend on them give 0. No
/// root is taken: finite wherever the scores are differentiable. N = 0 is an error.
at::Tensor r1_penalty(const at::Tensor& scores, const at::Tensor& pictures);

}  // namespace lowlight::losses
