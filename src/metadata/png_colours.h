// Colours and resolution as numbers in a PNG's chunks.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "lowlight/metadata/byte_reader.h"
#include "lowlight/metadata/metadata.h"
#include "lowlight/metadata/png_texts.h"

namespace lowlight::metadata {

/// What a PNG tells of colours besides a profile.
class PngColours {
 public:
  /// Takes note of a chunk; types that tell no colours are ignored, and so are broken ones. Throws
  /// nothing.
  void read(std::string_view type, const metadata::ByteReader& chunk);

  /// Sets the numbers where they count, in the order of the PNG specification: cICP, iCCP, sRGB,
  /// then gAMA and cHRM. A profile that does not count is cleared.
  void choose(metadata::Metadata& metadata) const;

 private:
  bool srgb_ = false;
  metadata::ColourNumbers numbers_;
};

/// Chunks that say the numbers.
std::vector<PngChunk> png_colour_chunks(const metadata::ColourNumbers& numbers);

/// Of a chunk pHYs; nothing where that tells only the shape of a pixel, or zeros.
std::optional<metadata::Resolution> png_resolution(const metadata::ByteReader& chunk);
PngChunk png_resolution_chunk(const metadata::Resolution& resolution);

}  // namespace lowlight::metadata
