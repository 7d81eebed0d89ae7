// Dark photos made from well-lit ones the way a camera would have made them.
#pragma once

#include <ATen/core/Tensor.h>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "lowlight/core/problems.h"
#include "lowlight/core/random.h"
#include "lowlight/core/rule.h"

namespace lowlight::data {

/// Bounds from which a darkening is drawn.
struct DarkeningOptions {
  double darkest_ev = -6;
  double brightest_ev = -1;
  double untouched = 0.1;
  double response_gamma = 0.2;
  double response_contrast = 0.25;
  double white_balance = 0.15;
  double least_shot = 2e-5;
  double greatest_shot = 6e-3;
  double jpeg = 0.8;
  int64_t least_quality = 70;
  int64_t greatest_quality = 95;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("darkest_ev",
          self.darkest_ev,
          in(-16, 0),
          "exposure of the darkest picture, in stops below the photo");
    visit("brightest_ev",
          self.brightest_ev,
          in(-16, 0),
          "exposure of the brightest darkened picture, in stops");
    visit("untouched", self.untouched, in(0, 1), "share of pictures that are not darkened at all");
    visit("response_gamma",
          self.response_gamma,
          in(0, 1),
          "spread of the camera response's exponent around 2.2, as |ln|");
    visit("response_contrast",
          self.response_contrast,
          in(0, 1),
          "greatest ln of the exponent of the response's S-curve");
    visit("white_balance", self.white_balance, in(0, 1), "greatest |ln gain| of red and of blue");
    visit("least_shot",
          self.least_shot,
          above(0).at_most(1),
          "least variance of shot noise at full light");
    visit("greatest_shot",
          self.greatest_shot,
          above(0).at_most(1),
          "greatest variance of shot noise at full light");
    visit("jpeg", self.jpeg, in(0, 1), "share of darkened pictures that go through JPEG");
    visit("least_quality", self.least_quality, in(1, 100), "least JPEG quality");
    visit("greatest_quality", self.greatest_quality, in(1, 100), "greatest JPEG quality");
  }
  void check(Problems& problems) const;
};

/// One camera and one exposure. The default, with `untouched` false, only rounds to 8 bits.
struct Darkening {
  bool untouched = false;
  double exposure_ev = 0;
  double response_gamma = 2.2;
  double response_contrast = 1;
  std::array<double, 3> white_balance{1, 1, 1};
  double shot = 0;  ///< variance of the noise is shot · light + read
  double read = 0;
  int64_t jpeg_quality = 0;  ///< 0 = no JPEG
  bool quarter_colour = false;
};

/// Uniform draws within the bounds; shot noise is log-uniform and read noise follows it as on real
/// sensors: ln read = 2.18 ln shot + 1.2 + N(0, 0.26²) (Brooks et al., Unprocessing Images for
/// Learned Raw Denoising, CVPR 2019, arXiv 1811.11127, equation 4).
Darkening draw_darkening(const DarkeningOptions& options, RandomStream& random);

/// The picture float32 [3, H, W] in [0, 1], darkened:
///   light = f⁻¹(picture),  dark = jpeg(round₈(f(clamp(light · 2^ev · white balance + noise)))),
/// with the camera response f(x) = s_curve(x^(1/γ), contrast) and Gaussian noise of variance shot ·
/// light + read. In steps of 1/255. `untouched` returns an equal picture.
at::Tensor darkened(const at::Tensor& picture, const Darkening& darkening, RandomStream& random);

}  // namespace lowlight::data
