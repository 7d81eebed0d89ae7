// Products in bfloat16.
#pragma once

#include <c10/core/DeviceType.h>
#include <c10/core/ScalarType.h>

namespace lowlight::training {

/// While it lives, LibTorch's autocast computes convolutions and matrix products on `device` in
/// bfloat16. Changes nothing where `on` is false.
class MixedPrecision {
 public:
  MixedPrecision(c10::DeviceType device, bool on);
  ~MixedPrecision();
  MixedPrecision(const MixedPrecision&) = delete;
  MixedPrecision& operator=(const MixedPrecision&) = delete;

 private:
  c10::DeviceType device_;
  bool on_, was_on_;
  c10::ScalarType type_;
};

}  // namespace lowlight::training
