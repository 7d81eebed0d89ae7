// Inks to light.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

namespace lowlight::codecs {

/// CMYK → sRGB through a colour profile (relative colorimetric, black point compensated), or, where
/// it has none that fits, by what each ink leaves of the paper's white times what black leaves.
class CmykToRgb {
 public:
  explicit CmykToRgb(std::span<const uint8_t> icc_profile);

  /// What to tell who asked for the photo.
  const char* warning() const;

  /// Four bytes a pixel, each 255 − ink, → three bytes a pixel.
  void convert(const uint8_t* white, int64_t pixels, uint8_t* rgb) const;

 private:
  struct DeleteTransform {
    void operator()(void* transform) const;
  };
  std::unique_ptr<void, DeleteTransform> transform_;
};

}  // namespace lowlight::codecs
