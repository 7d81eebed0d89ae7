// Pictures made in the test instead of files kept beside it.
#pragma once

#include <ATen/ATen.h>

#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "lowlight/core/error.h"
#include "lowlight/data/photo_source.h"

namespace lowlight::test {

/// A smooth, colourful uint8 picture [3, height, width] with edges; each `variant` has its own
/// colours and waves.
inline at::Tensor synthetic_photo(int64_t height, int64_t width, int64_t variant = 0) {
  const auto y = at::linspace(0, 6, height).view({height, 1}),
             x = at::linspace(0, 6, width).view({1, width});
  std::vector<at::Tensor> channels;
  for (int64_t c = 0; c < 3; ++c) {
    const double phase = double(c) + 1.7 * double(variant);
    const auto waves = (x * (1 + 0.2 * double(variant % 5)) + phase).sin() * (y + 2 * phase).cos();
    channels.push_back(0.5 + 0.3 * waves + 0.2 * (x + y > 6).to(at::kFloat) - 0.1);
  }
  return (at::stack(channels).clamp(0, 1) * 255).round().to(at::kByte);
}

/// Photos held in memory; an undefined one cannot be read.
class PhotosInMemory : public data::PhotoSource {
 public:
  explicit PhotosInMemory(std::vector<at::Tensor> photos, std::string name = "photo")
      : photos_(std::move(photos)), name_(std::move(name)) {}
  int64_t size() const override { return int64_t(photos_.size()); }
  std::string name(int64_t i) const override { return name_ + " " + std::to_string(i); }
  at::Tensor photo(int64_t i) const override {
    const auto& photo = photos_.at(size_t(i));
    if (!photo.defined()) throw ImageError(name(i), {"is broken"});
    return photo;
  }

 private:
  std::vector<at::Tensor> photos_;
  std::string name_;
};

}  // namespace lowlight::test
