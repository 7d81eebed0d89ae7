#include "metadata/png_colours.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>

namespace lowlight::metadata {

namespace {

constexpr double kMetresInInch = 0.0254;
constexpr uint32_t kMetre = 1;

std::vector<uint8_t> big_endian(std::initializer_list<uint32_t> numbers) {
  std::vector<uint8_t> bytes;
  for (const uint32_t number : numbers) {
    for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(uint8_t(number >> shift));
  }
  return bytes;
}

uint32_t in_a_metre(double in_an_inch) {
  return uint32_t(std::clamp<double>(std::round(in_an_inch / kMetresInInch), 1, 0x7FFFFFFF));
}

}  // namespace

void PngColours::read(std::string_view type, const ByteReader& chunk) {
  if (type == "sRGB") {
    srgb_ = true;
  } else if (type == "cICP" && chunk.bytes.size() == 4) {
    std::ranges::copy(chunk.bytes, numbers_.cicp.emplace().begin());
  } else if (type == "gAMA" && chunk.bytes.size() == 4 && chunk.u32(0) > 0) {
    numbers_.gamma = chunk.u32(0);
  } else if (type == "cHRM" && chunk.bytes.size() == 32) {
    auto& values = numbers_.chromaticities.emplace();
    for (size_t i = 0; i < values.size(); ++i) values[i] = chunk.u32(4 * i);
  }
}

void PngColours::choose(Metadata& metadata) const {
  if (numbers_.cicp) {
    metadata.icc_profile.clear();
    metadata.numbers = {.cicp = numbers_.cicp};
  } else if (metadata.icc_profile.empty() && !srgb_ && numbers_ != ColourNumbers()) {
    metadata.numbers = numbers_;
  }
}

std::vector<PngChunk> png_colour_chunks(const ColourNumbers& numbers) {
  std::vector<PngChunk> chunks;
  if (numbers.cicp) chunks.push_back({"cICP", {numbers.cicp->begin(), numbers.cicp->end()}});
  if (numbers.gamma) chunks.push_back({"gAMA", big_endian({*numbers.gamma})});
  if (numbers.chromaticities) {
    const auto& c = *numbers.chromaticities;
    chunks.push_back({"cHRM", big_endian({c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7]})});
  }
  return chunks;
}

std::optional<Resolution> png_resolution(const ByteReader& chunk) {
  if (chunk.bytes.size() != 9 || chunk.u8(8) != kMetre) return std::nullopt;
  if (chunk.u32(0) == 0 || chunk.u32(4) == 0) return std::nullopt;
  return Resolution{chunk.u32(0) * kMetresInInch, chunk.u32(4) * kMetresInInch};
}

PngChunk png_resolution_chunk(const Resolution& resolution) {
  PngChunk chunk{"pHYs", big_endian({in_a_metre(resolution.x), in_a_metre(resolution.y)})};
  chunk.data.push_back(kMetre);
  return chunk;
}

}  // namespace lowlight::metadata
