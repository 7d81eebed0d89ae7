#include "lowlight/metadata/gain_map_numbers.h"

#include <cmath>
#include <cstdlib>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

#include "lowlight/metadata/byte_reader.h"
#include "lowlight/metadata/container.h"
#include "lowlight/metadata/jpeg_markers.h"

namespace lowlight::metadata {

namespace {

constexpr std::string_view kXmpMark("http://ns.adobe.com/xap/1.0/\0", 29);
constexpr std::string_view kIso("urn:iso:std:iso:ts:21496:-1\0", 28);

bool begins_with_mark(std::span<const uint8_t> data, std::string_view mark) {
  return data.size() >= mark.size() && std::equal(mark.begin(), mark.end(), data.begin());
}

/// One value for all channels, or three; false where there are none.
bool read_values(const std::vector<uint8_t>& xmp,
                 const char* property,
                 std::array<double, 3>& values) {
  const auto texts = xmp_values(xmp, property);
  if (texts.empty()) return false;
  for (size_t c = 0; c < 3; ++c) {
    values[c] = std::strtod(texts[texts.size() == 3 ? c : 0].c_str(), nullptr);
  }
  return true;
}

std::optional<GainMapNumbers> numbers_of_xmp(const std::vector<uint8_t>& xmp) {
  GainMapNumbers numbers;
  if (!read_values(xmp, "hdrgm:GainMapMax", numbers.max)) return std::nullopt;
  const auto base = xmp_values(xmp, "hdrgm:BaseRenditionIsHDR");
  if (!base.empty() && base.front() == "True") return std::nullopt;
  read_values(xmp, "hdrgm:GainMapMin", numbers.min);
  read_values(xmp, "hdrgm:Gamma", numbers.gamma);
  read_values(xmp, "hdrgm:OffsetSDR", numbers.offset_sdr);
  read_values(xmp, "hdrgm:OffsetHDR", numbers.offset_hdr);
  return numbers;
}

/// ISO 21496-1, annex C.2.
std::optional<GainMapNumbers> numbers_of_iso(const ByteReader& data) {
  constexpr uint32_t kThreeChannels = 0x80, kCommonDenominator = 0x08;
  if (data.bytes.size() < 5 || data.u16(0) != 0) return std::nullopt;  // a version that is unknown
  const uint32_t flags = data.u8(4);
  if (data.bytes.size() == 4 || (flags & kCommonDenominator) != 0) return std::nullopt;
  const auto fraction = [&](uint64_t at, bool is_signed) {
    const double top = is_signed ? double(int32_t(data.u32(at))) : double(data.u32(at));
    return top / double(data.u32(at + 4));
  };
  // The headrooms of the photo and of the other rendition: the photo must be the darker one.
  if (fraction(5, false) > fraction(13, false)) return std::nullopt;
  GainMapNumbers numbers;
  for (size_t c = 0; c < 3; ++c) {
    const uint64_t at = 21 + ((flags & kThreeChannels) ? 40 * c : 0);
    numbers.min[c] = fraction(at, true);
    numbers.max[c] = fraction(at + 8, true);
    numbers.gamma[c] = fraction(at + 16, false);
    numbers.offset_sdr[c] = fraction(at + 24, true);
    numbers.offset_hdr[c] = fraction(at + 32, true);
  }
  return numbers;
}

bool usable(const GainMapNumbers& numbers) {
  for (size_t c = 0; c < 3; ++c) {
    const bool finite = std::isfinite(numbers.min[c]) && std::isfinite(numbers.max[c]) &&
                        std::isfinite(numbers.offset_sdr[c]) &&
                        std::isfinite(numbers.offset_hdr[c]);
    if (!finite || numbers.max[c] < numbers.min[c] || std::abs(numbers.max[c]) > 32) return false;
    if (std::abs(numbers.min[c]) > 32 || !(numbers.gamma[c] > 0.01 && numbers.gamma[c] < 100)) {
      return false;
    }
    if (numbers.offset_sdr[c] <= 0 || numbers.offset_hdr[c] <= 0) return false;
  }
  return true;
}

}  // namespace

std::optional<GainMapNumbers> gain_map_numbers(std::span<const uint8_t> jpeg) try {
  std::optional<GainMapNumbers> numbers;
  for (const JpegMarker& marker : jpeg_markers(jpeg)) {
    if (marker.code == 0xE1 && begins_with_mark(marker.data, kXmpMark) && !numbers) {
      const auto packet = marker.data.subspan(kXmpMark.size());
      numbers = numbers_of_xmp({packet.begin(), packet.end()});
    } else if (marker.code == 0xE2 && begins_with_mark(marker.data, kIso)) {
      if (const auto iso = numbers_of_iso({marker.data.subspan(kIso.size())})) numbers = iso;
    }
  }
  return numbers && usable(*numbers) ? numbers : std::nullopt;
} catch (const std::exception&) {
  return std::nullopt;
}

}  // namespace lowlight::metadata
