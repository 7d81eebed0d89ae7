#include "lowlight/colours/colour_profile.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>
#include <utility>

#include "colours/icc.h"
#include "lowlight/colours/table_profile.h"
#include "lowlight/core/srgb.h"

namespace lowlight::colours {
namespace {

// Curves that differ from sRGB's by less than half a code of 8 bits are sRGB's.
constexpr double kSameCurve = 0.5 / 255;

/// The working value in [0, 1] of each code of a channel. The values never fall.
using Curve = std::vector<double>;

std::optional<Curve> read_curve(const IccProfile& profile, cmsTagSignature tag, int64_t full) {
  const auto* tone = static_cast<const cmsToneCurve*>(cmsReadTag(profile.get(), tag));
  if (!tone) return std::nullopt;
  Curve curve(size_t(full) + 1);
  for (int64_t code = 0; code <= full; ++code) {
    curve[size_t(code)] = cmsEvalToneCurveFloat(tone, float(double(code) / double(full)));
  }
  const auto light = at::from_blob(curve.data(), {full + 1}, at::kDouble).clamp(0, 1);
  const auto encoded = linear_to_srgb(light).contiguous();
  std::copy_n(encoded.data_ptr<double>(), full + 1, curve.begin());
  const bool usable = std::ranges::is_sorted(curve) && curve.back() > curve.front() + 0.5;
  return usable ? std::optional(std::move(curve)) : std::nullopt;
}

/// The curves of the image's colour channels; nothing where the profile does not describe them.
std::optional<std::vector<Curve>> read_curves(std::span<const uint8_t> icc_profile,
                                              const imaging::ImageShape& shape) {
  const IccProfile profile = open_icc_profile(icc_profile);
  const bool grey = shape.channels == 1;
  const auto kind = kind_of_profile(icc_profile);
  std::vector<cmsTagSignature> tags;
  if (profile && kind == ProfileKind::grey && grey) {
    tags = {cmsSigGrayTRCTag};
  } else if (profile && kind == ProfileKind::rgb && cmsIsMatrixShaper(profile.get())) {
    tags = {cmsSigRedTRCTag, cmsSigGreenTRCTag, cmsSigBlueTRCTag};
    if (grey) tags = {cmsSigGreenTRCTag};
  }
  std::vector<Curve> curves;
  for (const auto tag : tags) {
    auto curve = read_curve(profile, tag, imaging::full_scale(shape.depth));
    if (!curve) return std::nullopt;
    curves.push_back(std::move(*curve));
  }
  return curves.empty() ? std::nullopt : std::optional(std::move(curves));
}

bool is_srgb(const Curve& curve) {
  const double full = double(curve.size() - 1);
  for (size_t code = 0; code < curve.size(); ++code) {
    if (std::abs(curve[code] - double(code) / full) > kSameCurve) return false;
  }
  return true;
}

/// For each code of the curve its 16-bit working code.
std::vector<uint16_t> working_codes(const Curve& curve) {
  std::vector<uint16_t> codes;
  for (const double value : curve) codes.push_back(uint16_t(std::lround(value * 65535)));
  return codes;
}

/// For each 16-bit working code the code of the curve that is nearest.
std::vector<uint16_t> own_codes(const Curve& curve) {
  std::vector<uint16_t> codes(65536);
  size_t code = 0;
  for (size_t working = 0; working < codes.size(); ++working) {
    const double value = double(working) / 65535;
    while (code + 1 < curve.size() &&
           std::abs(curve[code + 1] - value) < std::abs(curve[code] - value)) {
      ++code;
    }
    codes[working] = uint16_t(code);
  }
  return codes;
}

template <class Make>
imaging::ColourTables::Tables tables_of(const std::vector<Curve>& curves, const Make& make) {
  imaging::ColourTables::Tables tables;
  for (const Curve& curve : curves) tables.push_back(make(curve));
  return tables;
}

}  // namespace

ProfileKind kind_of_profile(std::span<const uint8_t> icc_profile) {
  constexpr size_t kHeader = 128, kKindAt = 16;
  if (icc_profile.size() < kHeader) return ProfileKind::other;
  const std::string_view kind(reinterpret_cast<const char*>(icc_profile.data()) + kKindAt, 4);
  return kind == "GRAY"   ? ProfileKind::grey
         : kind == "RGB " ? ProfileKind::rgb
         : kind == "CMYK" ? ProfileKind::cmyk
                          : ProfileKind::other;
}

std::optional<imaging::WorkingColours> working_colours(std::span<const uint8_t> icc_profile,
                                                       const imaging::ImageShape& shape,
                                                       std::vector<std::string>& warnings) {
  if (icc_profile.empty()) return std::nullopt;
  if (auto colours = table_colours(icc_profile, shape)) return colours;
  const auto curves = read_curves(icc_profile, shape);
  if (!curves) {
    warnings.push_back("the colour profile is not understood: colours are taken for sRGB's");
  }
  if (!curves || std::ranges::all_of(*curves, is_srgb)) return std::nullopt;
  return imaging::colours_of_tables(
      shape.depth, {tables_of(*curves, working_codes), tables_of(*curves, own_codes)});
}

}  // namespace lowlight::colours
