#include "inference/painted_colours.h"

#include <ATen/ATen.h>

#include "lowlight/core/luma.h"

namespace lowlight::inference {
namespace {

/// The colours of `photo` at the luma of `painting`, both [3, h, w].
at::Tensor with_own_colours(const at::Tensor& photo, const at::Tensor& painting) {
  const auto grey = luma(painting).unsqueeze(0).clamp(0, 1);
  // Rounding gives grey a trace of colour.
  const auto colour = (photo - luma(photo).unsqueeze(0)).hardshrink(1e-6);
  // How often the colour fits between the luma and the end of the range that it points to.
  const auto room = at::where(colour > 0, 1 - grey, grey) / colour.abs().clamp_min(1e-6);
  return grey + colour * room.amin(0, true).clamp_max(1);
}

}  // namespace

at::Tensor painted_colours(const at::Tensor& photo,
                           const at::Tensor& painting,
                           double strength,
                           bool keep_colours) {
  const auto channels = photo.size(0);
  const auto colours = photo.slice(0, 0, 3);
  const auto target = channels == 1  ? luma(painting).unsqueeze(0)
                      : keep_colours ? with_own_colours(colours, painting)
                                     : painting;
  const auto mixed = at::lerp(colours, target, strength).clamp(0, 1);
  return channels == 4 ? at::cat({mixed, photo.slice(0, 3)}) : mixed;
}

}  // namespace lowlight::inference
