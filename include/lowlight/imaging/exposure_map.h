// Local exposure: what would burn gets less light than the rest, shadows more where that is wanted.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "lowlight/imaging/brightening.h"
#include "lowlight/imaging/plane.h"
#include "lowlight/imaging/stretched_rows.h"

namespace lowlight::imaging {

/// A factor for the encoded colours of each pixel, applied before the tone curve:
///   log₂ f = clamp(a·g + c, −3, 1.5), g = log₂ max(y, 1/255), y = the pixel's luma in [0, 1],
/// a and c read bilinearly off small maps that span the picture. The factor follows the photo's
/// edges through g (He, Sun 2015), and a ≥ −0.95: where y is larger f·y is larger, whatever the
/// colours. Without maps it is 1 everywhere.
struct ExposureMap {
  Plane slope;               ///< a
  Plane offset;              ///< c
  bool holds_faces = false;  ///< Whether a face would burn without it.

  bool empty() const { return slope.values.empty(); }
};

/// Columns [x, x + width) and rows [y, y + height) of a picture.
struct PictureArea {
  int64_t picture_width = 0;
  int64_t picture_height = 0;
  int64_t x = 0;
  int64_t y = 0;
  int64_t width = 0;
  int64_t height = 0;
};

/// How many EV lights gain as the picture will be shown: darkness·log2_gain + max(ev, 0).
double gain_of_lights(const Brightening& step, double ev);

/// Where the lights of a face belong, in EV to the shoulder's end: about 220 of 255.
inline constexpr double kFaceTop = -2.2;

/// Where each of N faces is, [N, h, w] like the picture, in [0, 1], times how sure it is one;
/// undefined for none.
struct FaceMasks {
  at::Tensor faces;  ///< Where its lights are.
  at::Tensor skin;   ///< Where its light is held back: in the face, and on the same skin beside it.
};

struct LocalExposure {
  double highlights = 0.5;  ///< In [0, 1]: how much of its light what would burn loses.
  double shadows = 0;       ///< In [−1, 1]: how much light the shadows get, or lose.
  double ev = 0;            ///< The exposure that is added behind the step's; below 0 counts as 0.
  FaceMasks held = {};
};

/// The map of one picture, small [1, 3, h, w], for the step that brightens it. With l = log₂ of
/// linear light of v = (luma + M)/2, M = max(R, G, B) (of M, as far as one colour lights the
/// picture), b its edge-aware base (a guided filter, radius 16, ε = ½) and u = b + gain_of_lights,
/// the EV to the shoulder's end as the picture will be shown:
///   d = min(−s·knee(u + 1.8) + s·e·clamp(l − b, −1.5, 1.5), 0) + 0.4·shadows·knee(−3 − u),
///   at most 2; log₂ f = d/2.4
/// knee(x) = 0 below −1, (x + 1)²/4 up to 1, then x; e = clamp((u + 1.8)/2, 0, 1) gives back the
/// detail that the shoulder flattens. s compresses no more than the photo's range asks for: where
/// the 99.8 % point of u is above 0 it is laid at −0.3 (Reinhard 2002's white point, locally; from
/// 0 to 1 by a smooth step), times 2·highlights, within [0, 0.9].
///
/// Skin looks burnt long before it is clipped. The lights of a face are the 95 % point of u + l − b
/// where the face is more than half of its most. Where they are above kFaceTop they are laid there,
/// the knee at −4 in place of −1.8, s times darkness · min(1, 2·highlights) and times where its
/// skin is; of both compressions the stronger counts. Returns no maps where f is 1 everywhere.
ExposureMap exposure_map(const at::Tensor& small,
                         const Brightening& step,
                         const LocalExposure& wanted);

/// Whether f is 1 for every pixel of an area.
bool exposure_is_one(const ExposureMap& map, const PictureArea& area);

/// Reads a map along rows of an area.
class ExposureRows {
 public:
  ExposureRows(const ExposureMap& map, const PictureArea& area);

  /// `factor` holds the luma of each pixel of row y of the picture, from the area's first column
  /// on, and becomes f. Fastest where rows follow each other.
  void read(int64_t y, float* factor);

 private:
  int64_t cells_down_;
  PictureArea area_;
  StretchedRows slope_, offset_;
};

}  // namespace lowlight::imaging
