// Random grades: the looks that training pairs are shown in.
#pragma once

#include <ATen/core/Tensor.h>

#include <array>
#include <string>
#include <vector>

#include "lowlight/core/random.h"
#include "lowlight/core/rule.h"

namespace lowlight::data {

/// A grade. The default changes nothing.
struct Look {
  double exposure_ev = 0;
  double temperature = 0;              ///< ln gain of red, and minus that of blue, in linear light
  double tint = 0;                     ///< minus ln gain of green
  double gamma = 1;                    ///< exponent on encoded values
  double contrast = 1;                 ///< exponent of the S-curve
  double saturation = 1;               ///< factor on the distance from luma
  std::array<double, 3> shadows{};     ///< added where it is dark, weight (1 − luma)²
  std::array<double, 3> highlights{};  ///< added where it is bright, weight luma²

  bool operator==(const Look&) const = default;
};

/// Bounds of random looks; each value is uniform within ± its bound.
struct LookOptions {
  double exposure_ev = 0.5;
  double temperature = 0.15;
  double tint = 0.06;
  double gamma = 0.15;
  double contrast = 0.25;
  double saturation = 0.4;
  double split_tone = 0.06;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("exposure_ev", self.exposure_ev, in(0, 2), "exposure, in stops");
    visit("temperature", self.temperature, in(0, 2), "ln gain of red against blue");
    visit("tint", self.tint, in(0, 2), "ln gain of green");
    visit("gamma", self.gamma, in(0, 2), "ln of the exponent on encoded values");
    visit("contrast", self.contrast, in(0, 2), "ln of the exponent of the S-curve");
    visit("saturation", self.saturation, in(0, 2), "ln of the factor on saturation");
    visit("split_tone",
          self.split_tone,
          in(0, 2),
          "colour added to shadows and to highlights, per channel");
  }
};

Look draw_look(const LookOptions& options, RandomStream& random);

/// The picture float32 [3, H, W] in [0, 1] in look `look`, in [0, 1]: exposure and white balance in
/// linear light (white balance keeps the luma of grey), then gamma, S-curve, saturation and split
/// toning on encoded values. The tints of split toning have zero luma. The neutral look returns an
/// equal picture.
at::Tensor graded(const at::Tensor& picture, const Look& look);

}  // namespace lowlight::data
