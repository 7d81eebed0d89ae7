// Colours that tests of looks change.
#pragma once

#include <ATen/ATen.h>

namespace lowlight::test {

/// [202, 3] in [0, 1]: 200 random ones, always the same, then black and white.
inline at::Tensor some_colours() {
  at::manual_seed(1);
  return at::cat({at::rand({200, 3}), at::zeros({1, 3}), at::ones({1, 3})});
}

}  // namespace lowlight::test
