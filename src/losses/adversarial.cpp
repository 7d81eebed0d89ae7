#include "lowlight/losses/adversarial.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include "lowlight/core/check.h"

namespace lowlight::losses {

at::Tensor discriminator_loss(const at::Tensor& real,
                              const at::Tensor& fake,
                              AdversarialKind kind) {
  LOWLIGHT_CHECK(real.numel() > 0 && fake.numel() > 0,
                 "discriminator_loss: scores must not be empty, got ",
                 real.sizes(),
                 " and ",
                 fake.sizes());
  if (kind == AdversarialKind::hinge) return (1 - real).relu().mean() + (1 + fake).relu().mean();
  return 0.5 * ((real - 1).square().mean() + fake.square().mean());
}

at::Tensor generator_loss(const at::Tensor& fake, AdversarialKind kind) {
  LOWLIGHT_CHECK(fake.numel() > 0, "generator_loss: scores must not be empty, got ", fake.sizes());
  return kind == AdversarialKind::hinge ? -fake.mean() : 0.5 * (fake - 1).square().mean();
}

at::Tensor r1_penalty(const at::Tensor& scores, const at::Tensor& pictures) {
  LOWLIGHT_CHECK(pictures.dim() > 0 && pictures.size(0) > 0,
                 "r1_penalty: pictures must be [N, ...] with N > 0, got ",
                 pictures.sizes());
  LOWLIGHT_CHECK(pictures.requires_grad(), "r1_penalty: pictures must require a gradient");
  if (!scores.requires_grad()) return at::zeros({}, scores.options());
  const auto slope = torch::autograd::grad({scores.sum()},
                                           {pictures},
                                           {},
                                           /*retain_graph=*/true,
                                           /*create_graph=*/true,
                                           /*allow_unused=*/true)
                         .front();
  if (!slope.defined()) return at::zeros({}, scores.options());
  return 0.5 * slope.square().sum() / pictures.size(0);
}

}  // namespace lowlight::losses
