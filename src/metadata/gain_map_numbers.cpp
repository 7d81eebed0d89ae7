#include "lowlight/metadata/gain_map_numbers.h"

#include <cmath>
#include <cstdlib>
#include <exception>
#include <string>
#include <string_view>
#include <utility>
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

/// The fractions of ISO's form in their order, of one denominator for all or of one each.
struct IsoFractions {
  ByteReader data;
  uint64_t at = 0;
  std::optional<uint32_t> denominator = {};

  uint32_t number() { return data.u32(std::exchange(at, at + 4)); }
  double next(bool is_signed) {
    const uint32_t top = number(), bottom = denominator ? *denominator : number();
    return (is_signed ? double(int32_t(top)) : double(top)) / double(bottom);
  }
};

/// ISO 21496-1, annex C.2.
std::optional<GainMapNumbers> numbers_of_iso(const ByteReader& data) {
  constexpr uint32_t kThreeChannels = 0x80, kCommonDenominator = 0x08;
  if (data.bytes.size() < 5 || data.u16(0) != 0) return std::nullopt;  // a version that is unknown
  const uint32_t flags = data.u8(4);
  IsoFractions fractions{data, 5};
  if ((flags & kCommonDenominator) != 0) fractions.denominator = fractions.number();
  // The headrooms of the photo and of the other rendition: the photo must be the darker one.
  const double base = fractions.next(false), other = fractions.next(false);
  if (base > other) return std::nullopt;
  GainMapNumbers numbers;
  for (size_t c = 0; c < ((flags & kThreeChannels) != 0 ? 3 : 1); ++c) {
    numbers.min[c] = fractions.next(true);
    numbers.max[c] = fractions.next(true);
    numbers.gamma[c] = fractions.next(false);
    numbers.offset_sdr[c] = fractions.next(true);
    numbers.offset_hdr[c] = fractions.next(true);
  }
  if ((flags & kThreeChannels) != 0) return numbers;
  for (auto* values :
       {&numbers.min, &numbers.max, &numbers.gamma, &numbers.offset_sdr, &numbers.offset_hdr}) {
    values->fill((*values)[0]);
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
    if (numbers.offset_sdr[c] < 0 || numbers.offset_hdr[c] < 0) return false;
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
