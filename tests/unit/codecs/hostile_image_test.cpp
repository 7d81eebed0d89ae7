// Files that are cut, damaged or that lie: each has a defined end, none brings down the program.
#include <algorithm>

#include "lowlight/codecs/image_io.h"
#include "lowlight/core/error.h"
#include "lowlight/core/names.h"
#include "lowlight/core/random.h"
#include "support/catch.h"
#include "support/image_files.h"
#include "support/synthetic_image.h"

using namespace lowlight;
using namespace lowlight::codecs;
using namespace lowlight::imaging;
using namespace lowlight::test;

namespace {

Bytes sample_file(ImageFormat format) {
  Photo photo;
  photo.image = synthetic_image(64, 48);
  photo.metadata.exif = exif_with_orientation(6);
  photo.metadata.icc_profile = Bytes(400, 7);
  return encode_photo(photo, {.format = format});
}

Photo decoded_file(const Bytes& file, const ReadOptions& options = {}) {
  return decode_photo(file, "file", options);
}

enum class Outcome { decoded, warned, refused };

Outcome outcome_of(const Bytes& file) {
  try {
    return decoded_file(file).warnings.empty() ? Outcome::decoded : Outcome::warned;
  } catch (const ImageError&) {
    return Outcome::refused;
  }
}

Bytes cut(Bytes file, size_t size) {
  file.resize(size);
  return file;
}

}  // namespace

TEST_CASE("An empty file and a foreign one are told apart") {
  CHECK_THROWS_WITH(decoded_file({}), ContainsSubstring("empty"));
  CHECK_THROWS_WITH(decoded_file({'8', 'B', 'P', 'S', 0, 1, 1, 0, 1, 0}),
                    ContainsSubstring("unsupported format: Photoshop"));
  CHECK_THROWS_WITH(decoded_file({0xFF}), ContainsSubstring("unsupported format"));
}

TEST_CASE("A file cut anywhere is an error") {
  const auto format =
      GENERATE(ImageFormat::jpeg, ImageFormat::png, ImageFormat::tiff, ImageFormat::webp);
  const Bytes file = sample_file(format);
  for (size_t size = 0; size < file.size(); size += std::max<size_t>(1, file.size() / 97)) {
    CAPTURE(enum_name(format), size, file.size());
    const auto outcome = outcome_of(cut(file, size));
    // What a TIFF keeps last may be its profile.
    CHECK((outcome == Outcome::refused ||
           (format == ImageFormat::tiff && outcome == Outcome::warned)));
  }
  // A TIFF may end in an unused byte; all others need their last one.
  if (format != ImageFormat::tiff)
    CHECK_THROWS_AS(decoded_file(cut(file, file.size() - 1)), ImageError);
}

TEST_CASE("Too many pixels are refused by the header") {
  const auto format =
      GENERATE(ImageFormat::jpeg, ImageFormat::png, ImageFormat::tiff, ImageFormat::webp);
  const Bytes file = sample_file(format);
  CHECK_THROWS_WITH(decoded_file(file, {.max_pixels = 64 * 48 - 1}),
                    ContainsSubstring("over the limit"));
  CHECK(decoded_file(file, {.max_pixels = 64 * 48}).image.height() * 64 >= 64 * 48);
}

TEST_CASE("A PNG that claims a gigantic size is refused before memory is taken") {
  const Bytes tiny = png_file(1, 1, {0});
  for (const uint32_t side : {40'000u, 0x7FFFFFFFu, 0xFFFFFFFFu}) {
    Bytes file = tiny;
    for (int i = 0; i < 8; ++i) file[size_t(16 + i)] = uint8_t(side >> 8 * (3 - i % 4));
    CHECK_THROWS_WITH(decoded_file(file), ContainsSubstring("over the limit"));
  }
}

TEST_CASE("A PNG that claims no size is refused") {
  Bytes file = png_file(1, 1, {0});
  file[19] = 0;
  CHECK_THROWS_WITH(decoded_file(file), ContainsSubstring("header"));
}

TEST_CASE("A flipped byte in a PNG is found") {
  const Bytes file = sample_file(ImageFormat::png);
  int refused = 0;
  for (size_t at = 16; at + 12 < file.size(); at += 31) {
    Bytes broken = file;
    broken[at] ^= 0x40;
    CAPTURE(at);
    const auto outcome = outcome_of(broken);
    CHECK(outcome != Outcome::decoded);  // a warning, where only metadata was hit
    refused += outcome == Outcome::refused;
  }
  CHECK(refused > 5);
}

TEST_CASE("An EXIF block of nonsense turns nothing") {
  const auto length = GENERATE(0, 1, 7, 8, 20, 25, 300);
  Photo photo;
  photo.image = synthetic_image(20, 12);
  RandomStream random{uint64_t(length)};
  for (int i = 0; i < length; ++i) photo.metadata.exif.push_back(uint8_t(random.below(256)));
  const Photo read = decoded_file(encode_photo(photo, {.format = ImageFormat::png}));
  CHECK(largest_difference(read.image, photo.image) == 0);
}

TEST_CASE("An orientation outside of 1 to 8 turns nothing") {
  const auto orientation = GENERATE(0, 9, 65535);
  Photo photo;
  photo.image = synthetic_image(20, 12);
  photo.metadata.exif = exif_with_orientation(orientation);
  CHECK(largest_difference(decoded_file(encode_photo(photo, {.format = ImageFormat::png})).image,
                           photo.image) == 0);
}

TEST_CASE("Random damage ends in a picture or an error and in nothing else") {
  const auto format =
      GENERATE(ImageFormat::jpeg, ImageFormat::png, ImageFormat::tiff, ImageFormat::webp);
  const Bytes file = sample_file(format);
  int refused = 0;
  for (uint64_t round = 0; round < 150; ++round) {
    RandomStream random{round, uint64_t(format)};
    Bytes broken = file;
    for (int i = 0; i < 4; ++i) {
      // Half of the hits go to the structures at the beginning.
      const auto reach =
          random.chance(0.5) ? std::min<int64_t>(64, int64_t(file.size())) : int64_t(file.size());
      broken[size_t(random.below(reach))] = uint8_t(random.below(256));
    }
    try {
      const Photo photo = decoded_file(broken, {.max_pixels = 1'000'000});
      CHECK_FALSE(photo.image.empty());
    } catch (const ImageError&) {
      ++refused;
    }
  }
  CHECK(refused > 0);
}
