#include "batch/large_photo.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "lowlight/codecs/colour_profile.h"
#include "lowlight/codecs/format_limits.h"
#include "lowlight/codecs/row_writer.h"

namespace lowlight::batch {

using codecs::ImageFormat;
using imaging::Image;
using imaging::PictureRows;
using imaging::rows_within;

int64_t bytes_as_a_whole(std::span<const uint8_t> file) {
  const auto header = codecs::peek_header(file);
  if (!header) return int64_t(file.size());
  const auto deepest = codecs::limits_of(header->format).deepest;
  return int64_t(file.size()) +
         header->width * header->height * 8 * imaging::bytes_per_sample(deepest);
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

PictureFile decode_in_bands(codecs::RowReader& reader,
                            const InputFile& file,
                            const std::filesystem::path& place,
                            int64_t band_bytes) {
  const auto& stored = reader.shape;
  PictureFile picture(place, codecs::upright_shape(stored, reader.orientation));
  const int64_t step = reader.at_once ? stored.height : rows_within(stored, band_bytes);
  for (int64_t begin = 0; begin < stored.height; begin += step) {
    Image rows = imaging::rows_like(stored, std::min(step, stored.height - begin));
    reader.read(rows.bytes().data(), rows.height());
    file.release();
    const auto part =
        codecs::turned_rows(std::move(rows), begin, stored.height, reader.orientation);
    picture.write(part.x, part.y, part.image);
  }
  return picture;
}

PictureFile process_in_bands(const PictureFile& picture,
                             std::span<const uint8_t> icc_profile,
                             const PhotoProcessor& processor,
                             const std::filesystem::path& place,
                             int64_t band_bytes,
                             std::vector<std::string>& warnings) {
  const auto colours = codecs::working_colours(icc_profile, picture.shape(), warnings);
  const PictureRows own = picture.rows();
  auto shape = picture.shape();
  if (colours) shape.depth = imaging::BitDepth::u16;
  const PictureRows working(shape, [&](int64_t begin, int64_t end) {
    return colours ? colours->working(own.read(begin, end)) : own.read(begin, end);
  });
  PictureFile result(place, picture.shape());
  const auto keep = [&](const Image& band) {
    colours ? result.append(colours->own(band)) : result.append(band);
  };
  processor.process_rows(working, rows_within(shape, band_bytes), keep, &warnings);
  if (!result.complete()) throw std::runtime_error("the result has fewer rows than the photo");
  return result;
}

void encode_in_bands(const PictureFile& picture,
                     const codecs::Photo& photo,
                     const codecs::WriteOptions& options,
                     int64_t band_bytes,
                     ByteFile& file,
                     std::vector<std::string>& warnings) {
  codecs::RowWriter writer(photo, picture.shape(), options, file);
  imaging::read_in_bands(picture.rows(),
                         rows_within(picture.shape(), band_bytes),
                         [&](const Image& band) { writer.write(band); });
  writer.finish();
  warnings.insert(warnings.end(), writer.warnings().begin(), writer.warnings().end());
}

}  // namespace lowlight::batch
