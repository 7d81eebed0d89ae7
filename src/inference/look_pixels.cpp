#include "inference/look_pixels.h"

#include <ATen/ATen.h>

#include "inference/reference_picture.h"

namespace lowlight::inference {
namespace {

constexpr int64_t kReferenceSide = 256;

}  // namespace

at::Tensor look_pixels(const imaging::Image& photo,
                       const LookReference& reference,
                       std::vector<std::string>* warnings) {
  const auto [picture, share] = reference_picture(
      photo, reference.file.string(), reference.mask, kReferenceSide, reference.read, warnings);
  const auto shares = share.flatten();
  auto places = (shares > 0.999).nonzero().flatten();
  if (places.numel() == 0) places = (shares > 0).nonzero().flatten();
  const auto even = (at::arange(kLookPixels, at::kLong) * places.numel()).floor_divide(kLookPixels);
  return picture.flatten(1).index_select(1, places.index_select(0, even)).unsqueeze(0);
}

}  // namespace lowlight::inference
