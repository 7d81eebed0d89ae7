#include "lowlight/codecs/row_writer.h"

#include <stdexcept>
#include <vector>

#include "lowlight/core/hidden_file.h"
#include "support/catch.h"
#include "support/image_files.h"
#include "support/synthetic_image.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::codecs;
using namespace lowlight::imaging;
using namespace lowlight::test;

namespace {

void write_in_bands(const Photo& photo, const WriteOptions& options, int64_t rows, ByteFile& file) {
  RowWriter writer(photo, shape_of(photo.image), options, file);
  read_in_bands(photo.image, rows, [&](const Image& band) { writer.write(band); });
  writer.finish();
}

Photo sample(int64_t channels, BitDepth depth) {
  Photo photo;
  photo.image = synthetic_image(37, 29, channels, depth);
  photo.metadata.exif = exif_with_orientation(1);
  photo.metadata.icc_profile = Bytes(200, 7);
  return photo;
}

/// A disk that is full after some bytes.
struct FullFile : ByteFile {
  uint64_t most = 0, written = 0;
  explicit FullFile(uint64_t room) : most(room) {}
  void write(uint64_t at, std::span<const uint8_t> bytes) override {
    if (at + bytes.size() > most) throw std::length_error("no space left");
    written = std::max(written, at + bytes.size());
  }
  void read(uint64_t, std::span<uint8_t> bytes) const override { std::ranges::fill(bytes, 0); }
  uint64_t size() const override { return written; }
  std::span<const uint8_t> view() override { return {}; }
};

}  // namespace

TEST_CASE("A file written in bands, in memory or on disk, is the one written at once") {
  const auto format =
      GENERATE(ImageFormat::jpeg, ImageFormat::png, ImageFormat::tiff, ImageFormat::webp);
  const auto depth = GENERATE(BitDepth::u8, BitDepth::u16);
  const int64_t channels = GENERATE(1, 3, 4);
  const TemporaryFolder folder;
  const Photo photo = sample(channels, depth);
  const auto whole = encode_photo(photo, {.format = format});
  for (const int64_t rows : {2, 10, 28, 30}) {
    MemoryFile memory;
    write_in_bands(photo, {.format = format}, rows, memory);
    CHECK(memory.bytes == whole);
    HiddenFile disk(folder / "a");
    write_in_bands(photo, {.format = format}, rows, disk);
    CHECK(std::ranges::equal(disk.view(), whole));
  }
}

TEST_CASE("What the file throws comes out of every encoder") {
  const auto format =
      GENERATE(ImageFormat::jpeg, ImageFormat::png, ImageFormat::tiff, ImageFormat::webp);
  Photo photo;
  photo.image = synthetic_image(300, 200);
  for (const uint64_t room : {0, 1000}) {
    FullFile file(room);
    CHECK_THROWS_AS(write_in_bands(photo, {.format = format}, 20, file), std::length_error);
  }
}

TEST_CASE("Only WebP keeps the picture") {
  const ImageShape shape{100, 10, 3, BitDepth::u8};
  CHECK(held_bytes(ImageFormat::webp, shape) == 7000);
  CHECK(held_bytes(ImageFormat::jpeg, shape) == 0);
}
