#include "inference/style_reference.h"

#include <torch/types.h>

#include <utility>

#include "lowlight/codecs/image_io.h"
#include "lowlight/core/check.h"
#include "lowlight/core/error.h"
#include "lowlight/core/luma.h"
#include "lowlight/imaging/alpha.h"
#include "lowlight/imaging/resize.h"
#include "lowlight/imaging/tensor_bridge.h"

namespace lowlight::inference {
namespace {

/// The means of 2 × 2 cells over what is valid, and where there is any.
std::pair<at::Tensor, at::Tensor> halved(const at::Tensor& picture, const at::Tensor& valid) {
  const auto cells = [](const at::Tensor& x) { return at::avg_pool2d(x, 2, 2, 0, true, true); };
  const auto share = cells(valid);
  return {cells(picture * valid) / share.clamp_min(1e-6), (share > 0).to(valid.dtype())};
}

/// [1, 1, h, w] of 0 and 1: the mask's light parts, stretched over h × w.
at::Tensor stretched_mask(const imaging::Image& mask, at::IntArrayRef size) {
  const auto rgb = imaging::to_tensor(mask).slice(0, 0, 3).unsqueeze(0);
  const auto grey = rgb.size(1) == 1 ? rgb : luma(rgb).unsqueeze(1);
  return (at::adaptive_avg_pool2d(grey, size) >= 0.5).to(torch::kFloat);
}

}  // namespace

at::Tensor filled(const at::Tensor& picture, const at::Tensor& valid) {
  LOWLIGHT_CHECK(picture.dim() == 4 && valid.dim() == 4 && valid.size(1) == 1 &&
                     picture.sizes().slice(2) == valid.sizes().slice(2),
                 "filled: valid must be [N, 1, h, w] beside a picture [N, C, h, w], got ",
                 valid.sizes(),
                 " and ",
                 picture.sizes());
  const bool smallest = picture.size(2) == 1 && picture.size(3) == 1;
  if (smallest || valid.all().item<bool>()) return picture * valid;
  const auto [coarse, coarse_valid] = halved(picture, valid);
  const auto around = filled(coarse, coarse_valid)
                          .repeat_interleave(2, 2)
                          .repeat_interleave(2, 3)
                          .slice(2, 0, picture.size(2))
                          .slice(3, 0, picture.size(3));
  return at::where(valid > 0, picture, around);
}

at::Tensor style_reference(const std::filesystem::path& photo,
                           const std::optional<std::filesystem::path>& mask,
                           int64_t long_side) {
  const auto image = codecs::read_photo(photo).image;
  const auto covered = imaging::with_hidden_colours_covered(image);
  const auto picture = imaging::shrink(covered, long_side).unsqueeze(0);
  const auto size = picture.sizes().slice(2);
  auto valid = torch::ones({1, 1, size[0], size[1]});
  if (image.channels() == 4) {
    const auto alpha = imaging::to_tensor(image).slice(0, 3, 4).unsqueeze(0);
    valid = (at::adaptive_avg_pool2d(alpha, size) >= 0.5).to(torch::kFloat);
  }
  if (mask) valid = valid * stretched_mask(codecs::read_photo(*mask).image, size);
  if (!valid.any().item<bool>()) {
    throw ImageError((mask ? *mask : photo).string(),
                     {"leaves nothing of the style photo to take a look from"});
  }
  return filled(picture, valid);
}

}  // namespace lowlight::inference
