// The photo of a face that tests look at (CC0, from the samples of
// github.com/IBM/MAX-Image-Resolution-Enhancer).
#pragma once

#include <torch/types.h>

#include "lowlight/imaging/image.h"
#include "lowlight/imaging/tensor_bridge.h"
#include "lowlight/io/safetensors.h"

namespace lowlight::test {

/// 8 bits, 224 × 256; its face, by OpenCV's FaceDetectorYN, stands from (50.3, 42.1) to (158.7,
/// 178.5). Encoded values are multiplied by `factor`.
inline imaging::Image face_photo(double factor = 1) {
  const auto file = io::read_safetensors(LOWLIGHT_TEST_DATA "/cases/yunet_heads.safetensors");
  const auto photo = file.tensors.at("in.photo_rgb").permute({2, 0, 1}).to(torch::kFloat) / 255;
  return imaging::to_image(photo * factor, imaging::BitDepth::u8);
}

}  // namespace lowlight::test
