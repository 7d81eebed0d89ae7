// Convolutions of every kind, for tests of their forms.
#pragma once

#include <torch/types.h>

#include <sstream>
#include <vector>

#include "lowlight/blocks/padding.h"
#include "lowlight/core/names.h"

namespace lowlight::test {

struct ConvSample {
  int64_t samples, in, out, height, width, kernel;
  blocks::ConvGeometry geometry;
  bool each = false;  ///< a kernel for each sample

  at::Tensor x() const { return torch::randn({samples, in, height, width}, torch::kDouble); }
  at::Tensor weight() const {
    auto sizes = std::vector<int64_t>{out, in / geometry.groups, kernel, kernel};
    if (each) sizes.insert(sizes.begin(), samples);
    return torch::randn(sizes, torch::kDouble);
  }
  at::Tensor bias() const {
    return torch::randn(each ? std::vector{samples, out} : std::vector{out}, torch::kDouble);
  }
  std::string text() const {
    std::ostringstream text;
    text << samples << " x " << in << " x " << height << " x " << width << " to " << out << ", k "
         << kernel << ", stride " << geometry.stride << ", padding " << geometry.padding << " "
         << enum_name(geometry.padding_mode) << ", dilation " << geometry.dilation << ", groups "
         << geometry.groups << (each ? ", a kernel each" : "");
    return text.str();
  }
};

inline std::vector<ConvSample> conv_samples() {
  using blocks::PaddingMode;
  const auto reflect = PaddingMode::reflect, zeros = PaddingMode::zeros;
  return {
      {2, 3, 5, 7, 9, 3, {.padding = 1, .padding_mode = reflect}},
      {1, 3, 16, 12, 11, 7, {.padding = 3}},
      {3, 4, 4, 6, 5, 3, {.padding = 1, .groups = 4, .padding_mode = reflect}},
      {2, 4, 8, 9, 8, 3, {.stride = 2, .padding = 1, .groups = 4, .padding_mode = zeros}},
      {2, 6, 4, 9, 9, 3, {.stride = 2, .padding = 1, .groups = 2, .padding_mode = reflect}},
      {2, 2, 3, 11, 10, 5, {.stride = 3, .padding = 2, .padding_mode = PaddingMode::replicate}},
      {1, 2, 2, 9, 8, 3, {.padding = 2, .dilation = 2, .padding_mode = PaddingMode::circular}},
      {1, 2, 3, 9, 8, 3, {.stride = 2, .padding = 3, .dilation = 3}},
      {2, 5, 3, 8, 8, 1, {}},
      {2, 5, 3, 4, 7, 1, {}},
      {2, 3, 2, 7, 5, 1, {.stride = 2}},
      {2, 3, 9, 1, 1, 1, {}},
      {1, 2, 2, 1, 1, 3, {.padding = 1}},
      {1, 2, 3, 1, 1, 2, {.padding = 1}},
      {2, 2, 2, 6, 5, 2, {.stride = 2}},
      {1, 1, 1, 40, 70, 3, {.padding = 1}},
      // From here on by tiles: even, odd and long sizes, several blocks, borders of every kind.
      {1, 16, 16, 14, 14, 3, {}},
      {2, 17, 19, 16, 17, 3, {.padding = 1, .padding_mode = reflect}},
      {1, 34, 32, 15, 15, 3, {.padding = 1, .groups = 2, .padding_mode = PaddingMode::circular}},
      {1, 20, 16, 3, 270, 3, {.padding = 1, .padding_mode = PaddingMode::replicate}},
      {1, 48, 40, 70, 33, 3, {.padding = 2}},
      {3, 16, 16, 5, 61, 3, {.padding = 1, .padding_mode = reflect}, true},
      // And by taps again.
      {3, 4, 4, 5, 6, 3, {.padding = 1, .groups = 2, .padding_mode = reflect}, true},
      {2, 3, 3, 4, 4, 3, {.padding = 1, .groups = 3, .padding_mode = reflect}, true},
      {2, 4, 2, 4, 4, 1, {}, true},
      {1, 4, 6, 5, 5, 3, {.stride = 2, .padding = 1, .groups = 2}, true},
  };
}

}  // namespace lowlight::test
