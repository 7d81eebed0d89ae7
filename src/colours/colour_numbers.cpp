#include "lowlight/colours/colour_numbers.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include "colours/icc.h"

namespace lowlight::colours {
namespace {

using Matrix = std::array<double, 9>;

// ITU-T H.273, table 2; what is not here is taken for BT.709's, which are sRGB's.
constexpr std::pair<int, Chromaticities> kPrimaries[] = {
    {4, {.310, .316, .67, .33, .21, .71, .14, .08}},
    {5, {.3127, .3290, .64, .33, .29, .60, .15, .06}},
    {6, {.3127, .3290, .630, .340, .310, .595, .155, .070}},
    {7, {.3127, .3290, .630, .340, .310, .595, .155, .070}},
    {8, {.310, .316, .681, .319, .243, .692, .145, .049}},
    {9, {.3127, .3290, .708, .292, .170, .797, .131, .046}},
    {11, {.314, .351, .68, .32, .265, .69, .15, .06}},
    {12, kDisplayP3},
    {22, {.3127, .3290, .630, .340, .295, .605, .155, .077}}};

// Its table 3. The curves of video cameras (1, 6, 14, 15) are shown as sRGB's, as browsers do.
constexpr std::pair<int, double> kPowers[] = {{4, 2.2}, {5, 2.8}, {8, 1.0}, {17, 2.6}};
constexpr int kPq = 16, kHlg = 18;

DescribedColours described_by_codes(int primaries, int transfer) {
  DescribedColours colours;
  for (const auto& [code, values] : kPrimaries) {
    if (code == primaries) colours.primaries = values;
  }
  for (const auto& [code, power] : kPowers) {
    if (code == transfer) colours.power = power;
  }
  if (transfer == kPq) colours.hdr = HdrCurve::pq;
  if (transfer == kHlg) colours.hdr = HdrCurve::hlg;
  return colours;
}

/// Numbers that differ by rounding only are those that were meant.
Chromaticities nearest_known(const Chromaticities& found) {
  constexpr double kRounding = 0.001;
  const auto same = [&](const Chromaticities& known) {
    return std::ranges::equal(
        found, known, [](double a, double b) { return std::abs(a - b) < kRounding; });
  };
  if (same(kSrgbPrimaries)) return kSrgbPrimaries;
  for (const auto& entry : kPrimaries) {
    if (same(entry.second)) return entry.second;
  }
  return found;
}

/// Whether three colours and a white can be told from each other.
bool usable(const Chromaticities& c) {
  const double area = (c[4] - c[2]) * (c[7] - c[3]) - (c[6] - c[2]) * (c[5] - c[3]);
  return c[1] > 0.01 && c[3] > 0 && c[5] > 0 && c[7] >= 0 && std::abs(area) > 0.01;
}

Matrix product(const Matrix& a, const Matrix& b) {
  Matrix result{};
  for (size_t row = 0; row < 3; ++row) {
    for (size_t column = 0; column < 3; ++column) {
      for (size_t k = 0; k < 3; ++k) result[3 * row + column] += a[3 * row + k] * b[3 * k + column];
    }
  }
  return result;
}

Matrix inverse(const Matrix& m) {
  const double determinant = m[0] * (m[4] * m[8] - m[5] * m[7]) -
                             m[1] * (m[3] * m[8] - m[5] * m[6]) +
                             m[2] * (m[3] * m[7] - m[4] * m[6]);
  Matrix result = {m[4] * m[8] - m[5] * m[7],
                   m[2] * m[7] - m[1] * m[8],
                   m[1] * m[5] - m[2] * m[4],
                   m[5] * m[6] - m[3] * m[8],
                   m[0] * m[8] - m[2] * m[6],
                   m[2] * m[3] - m[0] * m[5],
                   m[3] * m[7] - m[4] * m[6],
                   m[1] * m[6] - m[0] * m[7],
                   m[0] * m[4] - m[1] * m[3]};
  for (double& value : result) value /= determinant;
  return result;
}

/// From light of the primaries to CIE XYZ, white at Y = 1 (SMPTE RP 177).
Matrix to_xyz(const Chromaticities& c) {
  Matrix columns{};
  for (size_t i = 0; i < 3; ++i) {
    const double x = c[2 + 2 * i], y = c[3 + 2 * i];
    columns[i] = x;
    columns[3 + i] = y;
    columns[6 + i] = 1 - x - y;
  }
  const Matrix back = inverse(columns);
  const std::array<double, 3> white = {c[0] / c[1], 1, (1 - c[0] - c[1]) / c[1]};
  for (size_t i = 0; i < 3; ++i) {
    double share = 0;
    for (size_t k = 0; k < 3; ++k) share += back[3 * i + k] * white[k];
    for (size_t row = 0; row < 3; ++row) columns[3 * row + i] *= share;
  }
  return columns;
}

/// From XYZ under one white to XYZ under another, by Bradford's cones (ICC.1:2022, annex E).
Matrix adaptation(const Chromaticities& from, const Chromaticities& to) {
  constexpr Matrix kCones = {.8951, .2664, -.1614, -.7502, 1.7135, .0367, .0389, -.0685, 1.0296};
  const auto response = [&](const Chromaticities& c, size_t row) {
    const double x = c[0] / c[1], z = (1 - c[0] - c[1]) / c[1];
    return kCones[3 * row] * x + kCones[3 * row + 1] + kCones[3 * row + 2] * z;
  };
  Matrix scales{};
  for (size_t i = 0; i < 3; ++i) scales[4 * i] = response(to, i) / response(from, i);
  return product(inverse(kCones), product(scales, kCones));
}

struct FreeCurve {
  void operator()(cmsToneCurve* curve) const { cmsFreeToneCurve(curve); }
};

std::unique_ptr<cmsToneCurve, FreeCurve> curve_of(double power) {
  constexpr cmsFloat64Number kSrgb[] = {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};
  constexpr int kSrgbType = 4;
  return std::unique_ptr<cmsToneCurve, FreeCurve>(
      power == 0 ? cmsBuildParametricToneCurve(nullptr, kSrgbType, kSrgb)
                 : cmsBuildGamma(nullptr, power));
}

}  // namespace

DescribedColours described(const metadata::ColourNumbers& numbers) {
  if (numbers.cicp) return described_by_codes((*numbers.cicp)[0], (*numbers.cicp)[1]);
  DescribedColours colours;
  if (numbers.chromaticities) {
    Chromaticities found{};
    for (size_t i = 0; i < found.size(); ++i) found[i] = (*numbers.chromaticities)[i] / 1e5;
    if (usable(found)) colours.primaries = nearest_known(found);
  }
  // Most files that say 1/2.2 and name sRGB's primaries, or none, mean sRGB: the specification has
  // writers say so beside the chunk sRGB.
  const bool roughly_srgb = numbers.gamma && std::abs(int64_t(*numbers.gamma) - 45455) <= 500;
  if (numbers.gamma && !(roughly_srgb && colours.primaries == kSrgbPrimaries)) {
    colours.power = std::clamp(1e5 / *numbers.gamma, 0.1, 10.0);
  }
  return colours;
}

std::vector<uint8_t> profile_of(const DescribedColours& colours, bool grey) {
  if (colours == DescribedColours() || (grey && colours.power == 0)) return {};
  const Chromaticities& c = colours.primaries;
  const auto curve = curve_of(colours.power);
  const cmsCIExyY white{c[0], c[1], 1};
  const cmsCIExyYTRIPLE primaries{{c[2], c[3], 1}, {c[4], c[5], 1}, {c[6], c[7], 1}};
  cmsToneCurve* const curves[] = {curve.get(), curve.get(), curve.get()};
  const IccProfile profile(grey ? cmsCreateGrayProfile(&white, curve.get())
                                : cmsCreateRGBProfile(&white, &primaries, curves));
  cmsUInt32Number size = 0;
  if (!profile || !cmsSaveProfileToMem(profile.get(), nullptr, &size)) return {};
  std::vector<uint8_t> bytes(size);
  if (!cmsSaveProfileToMem(profile.get(), bytes.data(), &size)) return {};
  return bytes;
}

std::array<double, 9> light_matrix(const Chromaticities& from, const Chromaticities& to) {
  const Matrix adapted = product(adaptation(from, to), to_xyz(from));
  return product(inverse(to_xyz(to)), adapted);
}

}  // namespace lowlight::colours
