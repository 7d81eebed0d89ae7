// The network that corrects colours towards the learned look of well-lit photos.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "lowlight/imaging/affine_grid.h"
#include "lowlight/inference/photo_enhancer.h"
#include "lowlight/models/enhancer.h"

namespace lowlight::inference {

/// The long side of the pictures that the network reads.
inline constexpr int64_t kSmallSide = 256;

/// An enhancer network with its stored look, on the CPU and, where settings.device is or finds a
/// GPU, on that as well.
class StoredLook {
 public:
  /// Loads the weights of settings.model, or those that ship. Throws CheckpointError where they are
  /// missing or do not fit, ConfigError where the device cannot be used.
  explicit StoredLook(const EnhanceSettings& settings);

  /// The corrections of a brightened picture [1, 3, h, w] in [0, 1], of any size. Where a GPU that
  /// was not asked for by its name has no memory left, the CPU works them out; that is appended to
  /// `warnings` where they are given.
  imaging::AffineGrid corrections(const at::Tensor& picture,
                                  std::vector<std::string>* warnings) const;

  /// The device that holds the network: the CPU where a GPU had no memory for it.
  c10::Device device() const { return on_device_.device; }

 private:
  struct Placed {
    models::Enhancer network{nullptr};
    blocks::OctTensor look = {};
    c10::Device device = c10::kCPU;
  };

  static Placed copied(const Placed& from, c10::Device device);
  static at::Tensor grid_of(const Placed& placed, const at::Tensor& picture);

  at::Tensor large_enough(const at::Tensor& picture) const;

  /// Runs DeviceMemory::run with the CPU as the other place, unless the device was named.
  template <class Result>
  Result step_down(std::function<Result()> run, std::function<Result()> run_on_cpu) const;

  c10::Device wanted_;
  bool may_leave_;
  Placed on_cpu_, on_device_;
};

}  // namespace lowlight::inference
