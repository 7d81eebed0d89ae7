// A picture whose rows lie in memory or elsewhere.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <utility>

#include "lowlight/imaging/image.h"
#include "lowlight/imaging/sensor_noise.h"

namespace lowlight::imaging {

/// The size, channels and depth of a picture.
struct ImageShape {
  int64_t width = 0;
  int64_t height = 0;
  int64_t channels = 0;
  BitDepth depth = BitDepth::u8;

  /// Bytes of a row.
  int64_t stride() const { return width * channels * bytes_per_sample(depth); }
  bool operator==(const ImageShape&) const = default;
};

ImageShape shape_of(const Image& image);

/// An image of `rows` rows of such a picture. Its samples are not initialised.
Image rows_like(const ImageShape& shape, int64_t rows);

/// The largest even number of rows that fit into `bytes`, at least 2.
int64_t rows_within(const ImageShape& shape, int64_t bytes);

/// Reads any rows of a picture. What takes PictureRows works on pictures that do not fit into
/// memory, and gives the same whether the rows lie in an Image or not.
class PictureRows {
 public:
  /// Copies the samples of rows [begin, end), 0 ≤ begin < end ≤ height, to `out` without gaps.
  using Read = std::function<void(int64_t begin, int64_t end, uint8_t* out)>;

  PictureRows(ImageShape shape, Read read) : shape_(shape), read_(std::move(read)) {}
  /// The rows of an image, which must outlive them. Not explicit: every Image can be read in rows.
  PictureRows(const Image& image);

  const ImageShape& shape() const { return shape_; }
  void read(int64_t begin, int64_t end, uint8_t* out) const { read_(begin, end, out); }
  /// The samples of row y where the picture lies in memory, else nullptr.
  const uint8_t* in_memory(int64_t y) const { return image_ ? image_->row<uint8_t>(y) : nullptr; }
  /// The rows as an image of their own.
  Image read(int64_t begin, int64_t end) const;

  /// The most noise that grey can have, in linear light and in fine detail, by what the file tells;
  /// nothing where it tells none.
  std::optional<SensorNoise> most_noise = {};
  /// Whether RGBA is grey with alpha: red, green and blue are equal and are to stay so.
  bool grey = false;

 private:
  ImageShape shape_;
  Read read_;
  const Image* image_ = nullptr;
};

/// Takes the next rows of a picture, from top to bottom.
using UseBand = std::function<void(Image band)>;

/// Reads the picture in bands of `band_rows` rows; the last one may have fewer.
void read_in_bands(const PictureRows& picture, int64_t band_rows, const UseBand& use);

/// Puts each band over the next rows of `image`, which must outlive the function. It throws
/// c10::ValueError for rows that do not fit.
UseBand replace_rows_of(Image& image);

}  // namespace lowlight::imaging
