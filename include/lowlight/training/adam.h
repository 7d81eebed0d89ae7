// The optimiser.
#pragma once

#include <ATen/core/Tensor.h>

#include <map>
#include <string>
#include <vector>

namespace torch::nn {
class Module;
}

namespace lowlight::training {

struct AdamOptions {
  double beta1 = 0.9;
  double beta2 = 0.999;
  double eps = 1e-8;
  double weight_decay = 0;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("beta1", self.beta1, "decay of the mean gradient");
    visit("beta2", self.beta2, "decay of the mean squared gradient");
    visit("eps", self.eps, "added to the root of the mean squared gradient");
    visit("weight_decay",
          self.weight_decay,
          "share of a weight taken off each step, times the learning rate");
  }
};

std::vector<std::string> problems_of(const AdamOptions& options);

/// AdamW: Adam (Kingma and Ba 2015, arXiv 1412.6980) with decoupled weight decay (Loshchilov and
/// Hutter 2019, arXiv 1711.05101), Adam itself with weight_decay 0; one fused operation over all
/// parameters (at::_fused_adamw_). Its whole state is named tensors, so that a resumed run goes on
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
  /// Names of the parameters whose gradient has a NaN or an infinity.
  std::vector<std::string> non_finite_gradients() const;

  /// "first.<parameter>", "second.<parameter>", "steps.<parameter>": the state itself, not copies.
  std::map<std::string, at::Tensor> state() const;

 private:
  struct Slot {
    std::string name;
    at::Tensor parameter, first, second, steps;
  };
  AdamOptions options_;
  std::vector<Slot> slots_;
};

}  // namespace lowlight::training
