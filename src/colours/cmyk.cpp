#include "lowlight/colours/cmyk.h"

#include "colours/icc.h"
#include "lowlight/colours/colour_profile.h"

namespace lowlight::colours {

CmykToRgb::CmykToRgb(std::span<const uint8_t> icc_profile) {
  if (kind_of_profile(icc_profile) != ProfileKind::cmyk) return;
  const IccProfile inks = open_icc_profile(icc_profile);
  const IccProfile srgb(cmsCreate_sRGBProfile());
  if (!inks || !srgb) return;
  transform_.reset(cmsCreateTransform(inks.get(),
                                      TYPE_CMYK_8_REV,
                                      srgb.get(),
                                      TYPE_RGB_8,
                                      INTENT_RELATIVE_COLORIMETRIC,
                                      cmsFLAGS_BLACKPOINTCOMPENSATION));
}

const char* CmykToRgb::warning() const {
  return transform_ ? "CMYK was converted to sRGB through its colour profile"
                    : "CMYK was converted to sRGB without a colour profile";
}

void CmykToRgb::convert(const uint8_t* white, int64_t pixels, uint8_t* rgb) const {
  if (transform_) {
    cmsDoTransform(transform_.get(), white, rgb, cmsUInt32Number(pixels));
    return;
  }
  for (int64_t i = 0; i < pixels; ++i, white += 4, rgb += 3) {
    for (int c = 0; c < 3; ++c) rgb[c] = uint8_t((white[c] * white[3] + 127) / 255);
  }
}

void CmykToRgb::DeleteTransform::operator()(void* transform) const {
  cmsDeleteTransform(transform);
}

}  // namespace lowlight::colours
