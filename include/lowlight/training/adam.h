// The optimiser.
#pragma once

#include <ATen/core/Tensor.h>
#include <array>
#include <string_view>
#include <utility>

#include <map>
#include <string>
#include <vector>

#include "lowlight/core/rule.h"

namespace torch::nn {
class Module;
}

namespace lowlight::training {

/// How weight decay enters.
enum class DecayKind {
  decoupled,  ///< takes a share off each weight: AdamW (Loshchilov and Hutter 2019, 1711.05101)
  gradient,   ///< adds a share of the weight to its gradient: Adam as it was
};

/// The names of the values, as users write them.
constexpr auto names_of(DecayKind) {
  return std::to_array<std::pair<DecayKind, std::string_view>>(
      {{DecayKind::decoupled, "decoupled"}, {DecayKind::gradient, "gradient"}});
}

struct AdamOptions {
  double beta1 = 0.9;
  double beta2 = 0.999;
  double eps = 1e-8;
  double weight_decay = 0;
  DecayKind decay = DecayKind::decoupled;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("beta1", self.beta1, at_least(0).below(1), "decay of the mean gradient");
    visit("beta2", self.beta2, at_least(0).below(1), "decay of the mean squared gradient");
    visit("eps", self.eps, above(0), "added to the root of the mean squared gradient");
    visit("weight_decay",
          self.weight_decay,
          at_least(0),
          "share of a weight taken off each step, times the learning rate");
    visit("decay",
          self.decay,
          "decoupled takes weight decay off the weight (AdamW), gradient adds it to its gradient");
  }
};

/// Adam (Kingma and Ba 2015, arXiv 1412.6980), one fused operation over all parameters. With
/// gradient g, weight w and rate r, in step t:
///   w ← (1 − r · weight_decay) · w (decoupled), or g ← g + weight_decay · w (gradient)
///   m ← β₁ m + (1 − β₁) g,  v ← β₂ v + (1 − β₂) g²
///   w ← w − r · (m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + eps)
/// Its whole state is named tensors, so that a resumed run goes on
/// byte for byte.
class Adam {
 public:
  /// Takes the parameters that require gradients, where they are now: move the network to its
  /// device first.
  Adam(torch::nn::Module& network, const AdamOptions& options);

  /// One update; parameters without a gradient stay.
  void step(double learning_rate);
  /// Drops all gradients.
  void clear_gradients();
  /// Scales the gradients so that their joint norm is at most max_norm, 0 = leaves them; returns
  /// the norm before. A norm that is not finite is returned and nothing is scaled.
  double clip_gradients(double max_norm);
  /// Limits each element of the gradients to ±limit, 0 = leaves them; NaN stays NaN.
  void clip_elements(double limit);

  /// |update| / |weights| over all parameters together, the update being that of the last step had
  /// its rate been `learning_rate`: m̂ / (√v̂ + eps) times the rate. 0 before the first step.
  double update_ratio(double learning_rate) const;

  /// "first.<parameter>", "second.<parameter>", "steps.<parameter>": the state itself, not copies.
  std::map<std::string, at::Tensor> state() const;

 private:
  std::vector<at::Tensor> gradients() const;  // of the parameters that have one

  struct Slot {
    std::string name;
    at::Tensor parameter, first, second, steps;
  };
  AdamOptions options_;
  std::vector<Slot> slots_;
};

}  // namespace lowlight::training
