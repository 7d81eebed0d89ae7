#include "batch/clipping_marks.h"

#include <ATen/ATen.h>

#include <array>

#include "lowlight/codecs/image_io.h"
#include "lowlight/core/luma.h"
#include "lowlight/imaging/clipped_pixels.h"
#include "lowlight/imaging/resize.h"
#include "lowlight/imaging/tensor_bridge.h"

namespace lowlight::batch {
namespace {

using imaging::PictureRows;

constexpr double kMarkedShare = 0.015;
// The template clipping.html has the same colours in its legend.
constexpr std::array<double, 3> kBefore = {0.2, 0.6, 1}, kAdded = {1, 0.15, 0.1};
constexpr double kDimmed = 0.6;  ///< so that white lamps are not taken for marks

/// Where a small picture of marks stands for enough of them.
at::Tensor marked(const PictureRows& pixels, int64_t long_side) {
  return imaging::shrink(pixels, long_side)[0] >= kMarkedShare;
}

at::Tensor painted(const at::Tensor& picture,
                   const at::Tensor& where,
                   const std::array<double, 3>& colour) {
  const auto flat = at::tensor(colour, at::kFloat).view({3, 1, 1});
  return at::where(where, flat, picture);
}

std::vector<uint8_t> png_of(const at::Tensor& colours, const at::Tensor& alpha) {
  codecs::Photo overlay;
  overlay.image = imaging::to_image(at::cat({colours, alpha.to(at::kFloat).unsqueeze(0)}),
                                    imaging::BitDepth::u8);
  return codecs::encode_photo(overlay, {.format = codecs::ImageFormat::png});
}

}  // namespace

double clipped_share(const PictureRows& picture) {
  constexpr int64_t kSide = 64;  // each of its pixels is the mean of an equal share of the picture
  const auto shares = imaging::shrink(imaging::clipped_pixels(picture), kSide)[0];
  return shares.mean(at::kDouble).item<double>();
}

ClippingMarks clipping_marks(const PictureRows& before,
                             const PictureRows& after,
                             int64_t long_side) {
  return {marked(imaging::clipped_pixels(before), long_side),
          marked(imaging::newly_clipped_pixels(before, after), long_side)};
}

std::vector<uint8_t> overlay_before(const ClippingMarks& marks) {
  if (!marks.before.any().item<bool>()) return {};
  const auto clear = at::zeros({3, 1, 1});
  return png_of(painted(clear, marks.before, kBefore), marks.before);
}

std::vector<uint8_t> overlay_after(const ClippingMarks& marks) {
  const auto either = marks.before.logical_or(marks.added);
  if (!either.any().item<bool>()) return {};
  const auto clear = at::zeros({3, 1, 1});
  return png_of(painted(painted(clear, marks.before, kBefore), marks.added, kAdded), either);
}

at::Tensor marked_grey(const at::Tensor& picture, const ClippingMarks& marks) {
  const auto grey = kDimmed * luma(picture.unsqueeze(0)).expand({1, 3, -1, -1})[0];
  return painted(painted(grey, marks.before, kBefore), marks.added, kAdded);
}

}  // namespace lowlight::batch
