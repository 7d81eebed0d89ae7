#include "batch/memory_estimate.h"

#include <algorithm>

#include "lowlight/codecs/format_limits.h"
#include "lowlight/codecs/row_writer.h"

namespace lowlight::batch {

using codecs::ImageFormat;

int64_t bytes_as_a_whole(std::span<const uint8_t> file, const PhotoProcessor& processor) {
  const auto header = codecs::peek_header(file);
  if (!header) return int64_t(file.size());
  const auto deepest = codecs::limits_of(header->format).deepest;
  // LibRaw holds the mosaic, four samples a pixel, and the developed picture at once.
  const int64_t development = header->format == ImageFormat::raw ? 16 : 0;
  return int64_t(file.size()) +
         header->width * header->height * (8 * imaging::bytes_per_sample(deepest) + development) +
         processor.bytes_for({header->width, header->height, 3, deepest});
}

int64_t bytes_in_bands(const codecs::RowReader& reader, ImageFormat output, int64_t band_bytes) {
  // The photo's own rows and the working ones, which may be twice as deep, before and after.
  constexpr int64_t kBands = 8;
  const int64_t stride = reader.shape.stride();
  const int64_t band = std::max(band_bytes, 30 * stride);
  const int64_t picture = stride * reader.shape.height;
  const int64_t decoder = reader.held_bytes + (reader.at_once ? 2 * picture : 0);
  return kBands * band + std::max(decoder, codecs::held_bytes(output, reader.shape));
}

}  // namespace lowlight::batch
