// What a discriminator and the network that is to fool it are trained for.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "lowlight/losses/adversarial.h"
#include "lowlight/models/patch_discriminator.h"

namespace lowlight::tasks {

/// How a discriminator looks at pictures [N, 3, H, W] in [0, 1]: means over reduction × reduction
/// pixels, in [−1, 1].
struct Judgement {
  losses::AdversarialKind kind = losses::AdversarialKind::least_squares;
  int64_t reduction = 1;
  double r1 = 0;  ///< weight of its squared slope on real pictures
};

/// generator_loss of the made pictures; the discriminator gets no gradient.
at::Tensor fooling_loss(models::PatchDiscriminator& discriminator,
                        const at::Tensor& made,
                        const Judgement& judgement);

/// discriminator_loss of real and made pictures, plus r1 · r1_penalty where gradients are recorded;
/// what made the pictures gets no gradient.
at::Tensor judging_loss(models::PatchDiscriminator& discriminator,
                        const at::Tensor& real,
                        const at::Tensor& made,
                        const Judgement& judgement);

}  // namespace lowlight::tasks
