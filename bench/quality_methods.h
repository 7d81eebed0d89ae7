// The ways of brightening that are measured beside each other.
#pragma once

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "lowlight/batch/photo_processor.h"
#include "lowlight/imaging/image.h"

namespace lowlight::bench {

struct Method {
  std::string name;
  /// An 8-bit RGB picture → uint8 [3, H, W].
  std::function<at::Tensor(const imaging::Image&)> run;
};

/// x^γ with the γ that brings the mean luma of a small copy to this → uint8 [3, H, W].
at::Tensor gamma_to(const imaging::Image& image, double mean_luma);

/// Input, the floor step (imaging/brightening.h), the floor step with guided filters, gamma to a
/// mean luma of 0.46, and CLAHE where the build has found OpenCV.
std::vector<Method> simple_methods();

Method enhancer_method(const std::string& name,
                       std::shared_ptr<const batch::PhotoProcessor> enhancer);

/// An enhancer that lowlight_train left in `weights`, with its stored look and without calming, as
/// it is trained (tasks::predict). Throws CheckpointError where it is something else.
Method trained_method(const std::filesystem::path& weights);

}  // namespace lowlight::bench
