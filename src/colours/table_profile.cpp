#include "lowlight/colours/table_profile.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "colours/icc.h"
#include "lowlight/colours/colour_numbers.h"
#include "lowlight/colours/colour_profile.h"

namespace lowlight::colours {
namespace {

constexpr cmsUInt32Number kIntent = INTENT_RELATIVE_COLORIMETRIC;

struct DeleteTransform {
  void operator()(void* transform) const { cmsDeleteTransform(transform); }
};
using Transform = std::shared_ptr<void>;

/// lcms2's name for pixels of an image.
cmsUInt32Number type_of(int64_t channels, imaging::BitDepth depth) {
  const bool deep = depth == imaging::BitDepth::u16;
  if (channels == 1) return deep ? TYPE_GRAY_16 : TYPE_GRAY_8;
  if (channels == 4) return deep ? TYPE_RGBA_16 : TYPE_RGBA_8;
  return deep ? TYPE_RGB_16 : TYPE_RGB_8;
}

Transform transform_between(const IccProfile& from,
                            cmsUInt32Number from_type,
                            const IccProfile& to,
                            cmsUInt32Number to_type) {
  const bool alpha = T_EXTRA(from_type) > 0 && T_EXTRA(to_type) > 0;
  void* const made = cmsCreateTransform(
      from.get(), from_type, to.get(), to_type, kIntent, alpha ? cmsFLAGS_COPY_ALPHA : 0);
  return made ? Transform(made, DeleteTransform()) : Transform();
}

/// The profile where it has tables towards colours and fits these channels, else null.
IccProfile open_table_profile(std::span<const uint8_t> icc_profile, int64_t channels) {
  const auto kind = kind_of_profile(icc_profile);
  const bool fits = channels == 1 ? kind == ProfileKind::grey : kind == ProfileKind::rgb;
  if (!fits) return nullptr;
  IccProfile profile = open_icc_profile(icc_profile);
  const bool usable = profile && !cmsIsMatrixShaper(profile.get()) &&
                      cmsIsCLUT(profile.get(), kIntent, LCMS_USED_AS_INPUT);
  return usable ? std::move(profile) : nullptr;
}

/// Whether a photo can be worked on in other colours and come back. Grey is not worth the way.
bool leads_back(const IccProfile& profile, int64_t channels) {
  return channels > 1 && cmsIsCLUT(profile.get(), kIntent, LCMS_USED_AS_OUTPUT);
}

}  // namespace

std::optional<imaging::WorkingColours> table_colours(std::span<const uint8_t> icc_profile,
                                                     const imaging::ImageShape& shape) {
  const IccProfile own = open_table_profile(icc_profile, shape.channels);
  if (!own || !leads_back(own, shape.channels)) return std::nullopt;
  const auto wide_bytes = profile_of({.primaries = kBt2020}, false);
  const IccProfile wide = open_icc_profile(wide_bytes);
  const auto own_type = type_of(shape.channels, shape.depth);
  const auto work_type = type_of(shape.channels, imaging::BitDepth::u16);
  if (!wide) return std::nullopt;
  const auto forth = transform_between(own, own_type, wide, work_type);
  const auto back = transform_between(wide, work_type, own, own_type);
  if (!forth || !back) return std::nullopt;
  return imaging::WorkingColours{
      shape.depth,
      [forth](const imaging::Image& rows, uint16_t* to) {
        cmsDoTransform(
            forth.get(), rows.bytes().data(), to, cmsUInt32Number(rows.width() * rows.height()));
      },
      [back](const imaging::Image& working, imaging::Image& rows) {
        cmsDoTransform(back.get(),
                       working.bytes().data(),
                       rows.bytes().data(),
                       cmsUInt32Number(rows.width() * rows.height()));
      }};
}

std::optional<ConvertPixels> one_way_to_srgb(std::span<const uint8_t> icc_profile,
                                             const imaging::ImageShape& shape) {
  const IccProfile own = open_table_profile(icc_profile, shape.channels);
  if (!own || leads_back(own, shape.channels)) return std::nullopt;
  const IccProfile srgb(cmsCreate_sRGBProfile());
  const auto transform =
      transform_between(own,
                        type_of(shape.channels, shape.depth),
                        srgb,
                        type_of(std::max<int64_t>(shape.channels, 3), shape.depth));
  if (!transform) return std::nullopt;
  return [transform](const uint8_t* in, int64_t pixels, uint8_t* out) {
    cmsDoTransform(transform.get(), in, out, cmsUInt32Number(pixels));
  };
}

}  // namespace lowlight::colours
