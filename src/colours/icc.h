// ICC profiles, open for lcms2.
#pragma once

#include <lcms2.h>

#include <cstdint>
#include <memory>
#include <span>

namespace lowlight::colours {

struct CloseIccProfile {
  void operator()(void* profile) const { cmsCloseProfile(profile); }
};
using IccProfile = std::unique_ptr<void, CloseIccProfile>;

/// The profile is null where the bytes are not one. lcms2 prints nothing.
inline IccProfile open_icc_profile(std::span<const uint8_t> bytes) {
  return IccProfile(
      bytes.empty() ? nullptr : cmsOpenProfileFromMem(bytes.data(), cmsUInt32Number(bytes.size())));
}

}  // namespace lowlight::colours
