#include "lowlight/data/resample.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

#include "lowlight/core/check.h"

namespace lowlight::data {
namespace {

at::Tensor bilinear(const at::Tensor& picture, int64_t height, int64_t width) {
  return at::_upsample_bilinear2d_aa(picture.unsqueeze(0), {height, width}, /*align_corners=*/false)
      .squeeze(0);
}

}  // namespace

at::Tensor resized(const at::Tensor& picture, int64_t height, int64_t width) {
  LOWLIGHT_CHECK(picture.dim() == 3 && (picture.size(0) == 3 || picture.size(0) == 4),
                 "resized: picture must be [3 or 4, H, W], got ",
                 picture.sizes());
  LOWLIGHT_CHECK(
      height > 0 && width > 0, "resized: size must be positive, got ", height, " x ", width);
  if (picture.size(1) == height && picture.size(2) == width) return picture;
  if (picture.size(0) == 3) return bilinear(picture, height, width);

  const auto alpha = picture.slice(0, 3);
  const auto small = bilinear(at::cat({picture.slice(0, 0, 3) * alpha, alpha}), height, width);
  const auto small_alpha = small.slice(0, 3);
  const auto colour = small.slice(0, 0, 3) / small_alpha.clamp_min(1e-6);
  return at::cat({at::where(small_alpha > 0, colour, 0.0).clamp_max(1.0), small_alpha});
}

at::Tensor reduced(const at::Tensor& photo, int64_t long_side) {
  const int64_t longest = std::max(photo.size(1), photo.size(2));
  if (long_side <= 0 || longest <= long_side) return photo;
  const double scale = double(long_side) / double(longest);
  const auto scaled = [&](int64_t side) {
    return std::max<int64_t>(1, std::llround(double(side) * scale));
  };
  return to_codes(resized(from_codes(photo), scaled(photo.size(1)), scaled(photo.size(2))));
}

at::Tensor to_codes(const at::Tensor& picture) {
  return picture.clamp(0, 1).mul_(255).round_().to(at::kByte);
}

at::Tensor from_codes(const at::Tensor& photo) { return photo.to(at::kFloat).div_(255); }

at::Tensor mask_of(const at::Tensor& picture) {
  if (picture.size(0) == 4) return (picture.slice(0, 3) >= 0.5).to(at::kFloat);
  return at::ones({1, picture.size(1), picture.size(2)}, at::kFloat);
}

}  // namespace lowlight::data
