#include "inference/look_pixels.h"

#include <ATen/ATen.h>

#include "lowlight/codecs/image_io.h"
#include "lowlight/core/error.h"
#include "lowlight/core/luma.h"
#include "lowlight/imaging/alpha.h"
#include "lowlight/imaging/resize.h"
#include "lowlight/imaging/tensor_bridge.h"

namespace lowlight::inference {
namespace {

constexpr int64_t kReferenceSide = 256;

/// [h, w]: the mask's luma, stretched over the size.
at::Tensor stretched_mask(const imaging::Image& mask, at::IntArrayRef size) {
  const auto colours = imaging::to_tensor(mask);
  const auto grey = colours.size(0) == 1 ? colours : luma(colours).unsqueeze(0);
  return at::adaptive_avg_pool2d((grey >= 0.5).to(at::kFloat).unsqueeze(0), size)[0][0];
}

/// [h, w]: the share of each pixel that counts.
at::Tensor valid_share(const imaging::Image& photo,
                       const LookReference& reference,
                       at::IntArrayRef size) {
  auto share = at::ones(size, at::kFloat);
  if (photo.channels() == 4) {
    const auto alpha = imaging::to_tensor(photo).slice(0, 3, 4).unsqueeze(0);
    share = at::adaptive_avg_pool2d((alpha >= 0.5).to(at::kFloat), size)[0][0];
  }
  if (reference.mask)
    share = at::minimum(share, stretched_mask(codecs::read_photo(*reference.mask).image, size));
  return share;
}

}  // namespace

at::Tensor look_pixels(const imaging::Image& photo, const LookReference& reference) {
  const auto covered = imaging::with_hidden_colours_covered(photo);
  const auto picture = imaging::shrink(covered, kReferenceSide);
  const auto share = valid_share(photo, reference, picture.sizes().slice(1)).flatten();
  auto places = (share > 0.999).nonzero().flatten();
  if (places.numel() == 0) places = (share >= 0.5).nonzero().flatten();
  if (places.numel() == 0) {
    throw ImageError((reference.mask ? *reference.mask : reference.file).string(),
                     {"leaves nothing of the photo to take a look from"});
  }
  const auto even = (at::arange(kLookPixels, at::kLong) * places.numel()).floor_divide(kLookPixels);
  return picture.flatten(1).index_select(1, places.index_select(0, even)).unsqueeze(0);
}

}  // namespace lowlight::inference
