#include "lowlight/data/crop.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

#include "lowlight/core/check.h"
#include "lowlight/data/resample.h"

namespace lowlight::data {

std::vector<std::string> problems_of(const CropOptions& options) {
  std::vector<std::string> problems;
  if (options.size < 1) problems.push_back("size must be at least 1");
  if (!(options.smallest > 0 && options.smallest <= options.largest && options.largest <= 1)) {
    problems.push_back("smallest must be over 0 and at most largest, which must be at most 1");
  }
  if (!(options.contrast >= 0 && options.contrast <= 0.5))
    problems.push_back("contrast must lie in [0, 0.5]");
  if (!(options.valid >= 0 && options.valid <= 1)) problems.push_back("valid must lie in [0, 1]");
  if (options.attempts < 1) problems.push_back("attempts must be at least 1");
  return problems;
}

bool has_content(const at::Tensor& picture, const CropOptions& options) {
  const auto mask = mask_of(picture);
  const double valid = mask.sum().item<double>();
  if (valid == 0 || valid < options.valid * double(mask.numel())) return false;
  const auto luma = luma_of(picture);
  const auto mean = (luma * mask).sum() / valid;
  const double variance = ((luma - mean).square() * mask).sum().item<double>() / valid;
  return std::sqrt(variance) >= options.contrast;
}

std::optional<at::Tensor> random_crop(const at::Tensor& photo,
                                      const CropOptions& options,
                                      RandomStream& random) {
  LOWLIGHT_CHECK(photo.dim() == 3 && photo.scalar_type() == at::kByte,
                 "random_crop: photo must be uint8 [C, H, W], got ",
                 photo.scalar_type(),
                 " ",
                 photo.sizes());
  const int64_t height = photo.size(1), width = photo.size(2), shorter = std::min(height, width);
  for (int64_t attempt = 0; attempt < options.attempts; ++attempt) {
    const double share = random.uniform(options.smallest, options.largest);
    const int64_t side = std::clamp<int64_t>(std::llround(share * double(shorter)), 1, shorter);
    const int64_t top = random.below(height - side + 1), left = random.below(width - side + 1);
    const bool mirrored = options.flip && random.chance(0.5);

    const auto region = photo.slice(1, top, top + side).slice(2, left, left + side);
    auto crop = resized(from_codes(region), options.size, options.size).clamp(0, 1);
    if (!has_content(crop, options)) continue;
    return mirrored ? crop.flip({2}) : crop;
  }
  return std::nullopt;
}

}  // namespace lowlight::data
