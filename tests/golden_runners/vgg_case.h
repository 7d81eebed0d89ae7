// The VGG of a golden case: parameters vgg.conv0, vgg.conv1, … in order, pictures taken as they
// are.
#pragma once

#include <torch/utils.h>

#include "golden_runners/runners.h"
#include "lowlight/models/vgg_features.h"

namespace lowlight::test {

/// A VGG19 as deep as the case has parameters for, bound to them; learning, where the case has
/// gradients of them.
inline models::VggFeatures vgg_of_case(GoldenCase& golden, int64_t base_width, bool learning) {
  models::VggOptions options{.input = models::VggInput::plain,
                             .deepest_layer = "relu5_4",
                             .base_width = base_width,
                             .padding_mode = blocks::PaddingMode::reflect,
                             .ceil_mode = true};
  int64_t count = 0;
  while (golden.parameter("vgg.conv" + std::to_string(count) + ".weight").defined()) ++count;
  TORCH_CHECK(count > 0, "the case has no parameter vgg.conv0.weight");
  options.deepest_layer = models::VggFeatures(options)->layers().at(2 * count - 2);
  models::VggFeatures vgg(options);
  const torch::NoGradGuard no_grad;
  for (int64_t i = 0; i < count; ++i) {
    for (auto& entry : vgg->convolutions[i]->named_parameters()) {
      const auto name = "vgg.conv" + std::to_string(i) + "." + entry.key();
      entry.value().copy_(golden.parameter(name));
      entry.value().set_requires_grad(learning);
      golden.bind_parameter(name, entry.value());
    }
  }
  return vgg;
}

}  // namespace lowlight::test
