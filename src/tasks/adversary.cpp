#include "tasks/adversary.h"

#include <torch/nn/module.h>
#include <torch/types.h>
#include <torch/utils.h>

#include <vector>

namespace lowlight::tasks {
namespace {

/// No parameter of a module gets a gradient from what is computed within the scope.
class Frozen {
 public:
  explicit Frozen(const torch::nn::Module& module) : parameters_(module.parameters()) {
    for (auto& parameter : parameters_) parameter.set_requires_grad(false);
  }
  Frozen(const Frozen&) = delete;
  Frozen& operator=(const Frozen&) = delete;
  ~Frozen() {
    for (auto& parameter : parameters_) parameter.set_requires_grad(true);
  }

 private:
  std::vector<torch::Tensor> parameters_;
};

/// What the discriminator sees of pictures.
torch::Tensor judged(const torch::Tensor& pictures, int64_t reduction) {
  return torch::avg_pool2d(pictures, reduction) * 2 - 1;
}

}  // namespace

at::Tensor fooling_loss(models::PatchDiscriminator& discriminator,
                        const at::Tensor& made,
                        const Judgement& judgement) {
  const Frozen frozen(*discriminator);
  return losses::generator_loss(discriminator->forward(judged(made, judgement.reduction)),
                                judgement.kind);
}

at::Tensor judging_loss(models::PatchDiscriminator& discriminator,
                        const at::Tensor& real,
                        const at::Tensor& made,
                        const Judgement& judgement) {
  const bool with_slope = judgement.r1 > 0 && torch::GradMode::is_enabled();
  const auto seen = judged(real, judgement.reduction).detach().set_requires_grad(with_slope);
  const auto real_scores = discriminator->forward(seen);
  const auto made_scores = discriminator->forward(judged(made.detach(), judgement.reduction));
  const auto loss = losses::discriminator_loss(real_scores, made_scores, judgement.kind);
  if (!with_slope) return loss;
  return loss + judgement.r1 * losses::r1_penalty(real_scores, seen);
}

}  // namespace lowlight::tasks
