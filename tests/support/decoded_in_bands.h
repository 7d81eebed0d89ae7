// Photos decoded a few rows at a time and put together again.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

#include "lowlight/codecs/row_reader.h"

namespace lowlight::test {

/// The upright picture, read in bands of `band_rows` rows and turned band by band.
inline imaging::Image decoded_in_bands(std::span<const uint8_t> file,
                                       int64_t band_rows,
                                       const codecs::ReadOptions& options = {}) {
  using namespace imaging;
  const auto reader = codecs::open_photo(file, "bands", options);
  const ImageShape stored = reader->shape;
  const ImageShape shape = codecs::upright_shape(stored, reader->orientation);
  const int64_t pixel = shape.stride() / shape.width;
  Image picture = rows_like(shape, shape.height);
  const int64_t step = reader->at_once ? stored.height : band_rows;
  for (int64_t begin = 0; begin < stored.height; begin += step) {
    Image rows = rows_like(stored, std::min(step, stored.height - begin));
    reader->read(rows.bytes().data(), rows.height());
    const auto part =
        codecs::turned_rows(std::move(rows), begin, stored.height, reader->orientation);
    for (int64_t y = 0; y < part.image.height(); ++y) {
      std::copy_n(part.image.row<uint8_t>(y),
                  part.image.stride(),
                  picture.row<uint8_t>(part.y + y) + part.x * pixel);
    }
  }
  return picture;
}

/// Whether the bands are those of the picture that is decoded as a whole, whatever their height.
inline bool same_in_bands(std::span<const uint8_t> file) {
  const imaging::Image whole = codecs::decode_photo(file, "whole").image;
  return std::ranges::all_of(std::array<int64_t, 4>{1, 3, 8, 1000}, [&](int64_t rows) {
    return std::ranges::equal(decoded_in_bands(file, rows).bytes(), whole.bytes());
  });
}

}  // namespace lowlight::test
