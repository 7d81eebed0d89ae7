#include "lowlight/colours/hdr_tones.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <vector>

namespace lowlight::colours {
namespace {

constexpr double kWhite = 203, kPeak = 1000;  // cd/m²

/// SMPTE ST 2084: cd/m² of a code in [0, 1].
double light_of_pq(double code) {
  constexpr double m1 = 2610. / 16384, m2 = 2523. / 32, c1 = 3424. / 4096, c2 = 2413. / 128,
                   c3 = 2392. / 128;
  const double root = std::pow(code, 1 / m2);
  return 10'000 * std::pow(std::max(root - c1, 0.0) / (c2 - c3 * root), 1 / m1);
}

/// ITU-R BT.2100: light of the scene in [0, 1].
double scene_of_hlg(double code) {
  constexpr double a = 0.17883277, b = 1 - 4 * a, c = 0.55991073;
  return code <= 0.5 ? code * code / 3 : (std::exp((code - c) / a) + b) / 12;
}

/// sRGB's 16-bit code of light in [0, 1], from a table that is as fine in shadows as the codes.
class Encoder {
 public:
  Encoder() : codes_(65536) {
    for (size_t i = 0; i < codes_.size(); ++i) {
      const double light = std::pow(double(i) / 65535, 2);
      const double code =
          light <= 0.0031308 ? 12.92 * light : 1.055 * std::pow(light, 1 / 2.4) - 0.055;
      codes_[i] = uint16_t(std::lround(code * 65535));
    }
  }
  uint16_t operator()(double light) const {
    return codes_[size_t(std::sqrt(std::clamp(light, 0.0, 1.0)) * 65535 + 0.5)];
  }

 private:
  std::vector<uint16_t> codes_;
};

class HdrToDisplay {
 public:
  HdrToDisplay(const DescribedColours& colours, const imaging::ImageShape& shape)
      : channels_(shape.channels),
        depth_(shape.depth),
        is_hlg_(colours.hdr == HdrCurve::hlg),
        matrix_(light_matrix(colours.primaries, kDisplayP3)) {
    const int64_t full = imaging::full_scale(shape.depth);
    for (int64_t code = 0; code <= full; ++code) {
      const double value = double(code) / double(full);
      light_.push_back(float(is_hlg_ ? scene_of_hlg(value) : light_of_pq(value) / kWhite));
    }
  }

  void operator()(const uint8_t* in, int64_t pixels, uint8_t* out) const {
    auto* to = reinterpret_cast<uint16_t*>(out);
    depth_ == imaging::BitDepth::u8 ? convert(in, pixels, to)
                                    : convert(reinterpret_cast<const uint16_t*>(in), pixels, to);
  }

 private:
  using Colour = std::array<double, 3>;

  template <class Sample>
  void convert(const Sample* in, int64_t pixels, uint16_t* out) const {
    constexpr int64_t full = sizeof(Sample) == 1 ? 255 : 65535;
    for (int64_t i = 0; i < pixels; ++i, in += channels_, out += channels_) {
      const int64_t second = channels_ == 1 ? 0 : 1, third = channels_ == 1 ? 0 : 2;
      const Colour shown = display({light_[in[0]], light_[in[second]], light_[in[third]]});
      for (int64_t c = 0; c < std::min<int64_t>(channels_, 3); ++c) {
        out[c] = encode_(shown[size_t(c)]);
      }
      if (channels_ == 4) out[3] = uint16_t(in[3] * 65535 / full);
    }
  }

  Colour display(Colour light) const {
    if (is_hlg_) {
      const double scene = 0.2627 * light[0] + 0.6780 * light[1] + 0.0593 * light[2];
      const double gain = kPeak / kWhite * std::pow(std::max(scene, 1e-9), 0.2);
      for (double& value : light) value *= gain;
    }
    if (channels_ > 1) {
      const Colour from = light;
      for (size_t row = 0; row < 3; ++row) {
        light[row] = 0;
        for (size_t k = 0; k < 3; ++k) light[row] += matrix_[3 * row + k] * from[k];
      }
    }
    const double most = std::max({light[0], light[1], light[2]});
    const double scale = most > 0 ? tone_mapped(most) / most : 0;
    for (double& value : light) value *= scale;
    return light;
  }

  int64_t channels_;
  imaging::BitDepth depth_;
  bool is_hlg_;
  std::array<double, 9> matrix_;
  std::vector<float> light_;  ///< Of each code: in parts of white, or of HLG's scene.
  Encoder encode_;
};

}  // namespace

double tone_mapped(double light) {
  constexpr double knee = 0.5, most = (kPeak / kWhite - knee) / (1 - knee);
  if (light <= knee) return std::max(light, 0.0);
  const double above = std::min((light - knee) / (1 - knee), most);
  return knee + (1 - knee) * above * (1 + above / (most * most)) / (1 + above);
}

ConvertPixels hdr_to_display(const DescribedColours& colours, const imaging::ImageShape& shape) {
  const auto convert = std::make_shared<const HdrToDisplay>(colours, shape);
  return
      [convert](const uint8_t* in, int64_t pixels, uint8_t* out) { (*convert)(in, pixels, out); };
}

}  // namespace lowlight::colours
