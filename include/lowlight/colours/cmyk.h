// Inks to light.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

namespace lowlight::colours {

/// Converts CMYK to sRGB through a colour profile (relative colorimetric, black point compensated).
/// Without a profile that fits, light is what an ink leaves of the paper's white times what black
/// leaves of it.
class CmykToRgb {
 public:
  explicit CmykToRgb(std::span<const uint8_t> icc_profile);

  /// The sentence that tells the user how the photo was converted.
  const char* warning() const;

  /// Makes three bytes a pixel of four, each of which is 255 − ink.
  void convert(const uint8_t* white, int64_t pixels, uint8_t* rgb) const;

 private:
  struct DeleteTransform {
    void operator()(void* transform) const;
  };
  std::unique_ptr<void, DeleteTransform> transform_;
};

}  // namespace lowlight::colours
