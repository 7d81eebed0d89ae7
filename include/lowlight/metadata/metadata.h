// What a photo's file tells besides its pixels.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lowlight::metadata {

/// What becomes of EXIF, XMP and IPTC data, texts and the resolution in a file that is written:
/// everything is kept, everything is left out, or only the place is (EXIF's GPS directory, XMP's
/// GPS properties, and what exiv2 finds of it in maker notes). The colours always stay.
enum class MetadataPolicy { keep, strip, strip_gps };

/// The names of the values, as users write them.
constexpr auto names_of(MetadataPolicy) {
  return std::to_array<std::pair<MetadataPolicy, std::string_view>>(
      {{MetadataPolicy::keep, "keep"},
       {MetadataPolicy::strip, "strip"},
       {MetadataPolicy::strip_gps, "strip-gps"}});
}

/// Pixels per inch.
struct Resolution {
  double x = 0;
  double y = 0;

  bool operator==(const Resolution&) const = default;
};

/// A text of a PNG under its keyword, or a JPEG's comment, whose keyword is "Comment"; in UTF-8.
struct Text {
  std::string keyword;
  std::string text;

  bool operator==(const Text&) const = default;
};
inline constexpr char kComment[] = "Comment";

/// Colours as a PNG describes them in numbers, without a profile. What it does not say is sRGB's.
struct ColourNumbers {
  std::optional<std::array<uint8_t, 4>> cicp = {};  ///< primaries, transfer, matrix, full range
  std::optional<uint32_t> gamma = {};               ///< gAMA: the encoding exponent · 100000
  /// cHRM: x and y of white, red, green and blue, each · 100000.
  std::optional<std::array<uint32_t, 8>> chromaticities = {};

  bool operator==(const ColourNumbers&) const = default;
};

/// Block by block as the file holds it; a block that it lacks is empty.
struct Metadata {
  std::vector<uint8_t> icc_profile = {};  ///< a photo without one is in sRGB
  std::vector<uint8_t> exif = {};         ///< a TIFF structure, without the "Exif\0\0" of a JPEG
  std::vector<uint8_t> xmp = {};   ///< the packet, with what a JPEG keeps in further segments
  std::vector<uint8_t> iptc = {};  ///< the records, without Photoshop's resource around them
  std::optional<Resolution> resolution = {};
  std::vector<Text> texts = {};
  /// What icc_profile says, if it was made of these numbers.
  std::optional<ColourNumbers> numbers = {};
};

}  // namespace lowlight::metadata
