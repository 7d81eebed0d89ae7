// Parts of pictures, drawn at random.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "lowlight/core/random.h"

namespace lowlight::tasks {

/// A mask [1, size, size] of one ellipse in any place and direction, 1 inside and 0 outside or the
/// other way round, each as likely: a fragment, or a picture with a hole. At least an eighth of the
/// pixels is 1. size ≥ 1.
at::Tensor drawn_mask(int64_t size, RandomStream& random);

}  // namespace lowlight::tasks
