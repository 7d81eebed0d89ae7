// What all metrics ask of their pictures.
#pragma once

#include <ATen/core/Tensor.h>
#include "lowlight/core/luma.h"

#include <cstdint>

namespace lowlight::metrics {

/// Three contiguous planes of bytes. The tensor keeps them alive.
struct Planes {
  at::Tensor owner;
  const uint8_t* data;
  int64_t height;
  int64_t width;

  int64_t area() const { return height * width; }
  const uint8_t* plane(int64_t c) const { return data + c * area(); }
  double luma(int64_t i) const {
    return lowlight::luma<double>(plane(0)[i], plane(1)[i], plane(2)[i]);
  }
};

/// Throws c10::ValueError, naming `metric`, where `image` is not uint8 [3, H, W] on the CPU with H,
/// W ≥ 1.
Planes planes_of(const at::Tensor& image, const char* metric);

/// Throws c10::ValueError, naming `metric`, where the sizes differ.
void require_same_size(const Planes& a, const Planes& b, const char* metric);

}  // namespace lowlight::metrics
