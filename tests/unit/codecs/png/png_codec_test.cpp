// Every way in which a PNG keeps its pixels.
#include <algorithm>

#include "lowlight/codecs/image_io.h"
#include "lowlight/core/error.h"
#include "support/catch.h"
#include "support/image_files.h"
#include "support/interlaced_png.h"
#include "support/synthetic_image.h"

using namespace lowlight;
using namespace lowlight::codecs;
using namespace lowlight::imaging;
using namespace lowlight::test;

namespace {

Bytes samples(const Image& image) { return {image.bytes().begin(), image.bytes().end()}; }

}  // namespace

TEST_CASE("A palette becomes RGB and with transparency RGBA") {
  const Bytes palette = {10, 20, 30, 40, 50, 60}, alpha = {255, 0}, indices = {0, 1, 1, 0};
  PngFileOptions options{.colour_type = 3, .chunks = {{"PLTE", palette}}};
  const Photo plain = decode_photo(png_file(2, 2, indices, options), "a.png");
  REQUIRE(plain.image.channels() == 3);
  CHECK(samples(plain.image) == Bytes{10, 20, 30, 40, 50, 60, 40, 50, 60, 10, 20, 30});
  options.chunks.push_back({"tRNS", alpha});
  const Photo clear = decode_photo(png_file(2, 2, indices, options), "a.png");
  REQUIRE(clear.image.channels() == 4);
  CHECK(clear.image.row<uint8_t>(0)[3] == 255);
  CHECK(clear.image.row<uint8_t>(0)[7] == 0);
}

TEST_CASE("An index beyond the palette is no crash") {
  const Bytes palette = {10, 20, 30};
  const PngFileOptions options{.colour_type = 3, .chunks = {{"PLTE", palette}}};
  const Photo photo = decode_photo(png_file(2, 1, {0, 200}, options), "a.png");
  CHECK(photo.image.channels() == 3);
}

TEST_CASE("Few bits a sample spread over all eight") {
  const Photo bits = decode_photo(png_file(8, 1, {0b10100101}, {.bits = 1}), "a.png");
  CHECK(samples(bits.image) == Bytes{255, 0, 255, 0, 0, 255, 0, 255});
  const Photo pairs = decode_photo(png_file(4, 1, {0b00011011}, {.bits = 2}), "a.png");
  CHECK(samples(pairs.image) == Bytes{0, 85, 170, 255});
  const Photo nibbles = decode_photo(png_file(2, 1, {0x3F}, {.bits = 4}), "a.png");
  CHECK(samples(nibbles.image) == Bytes{0x33, 0xFF});
}

TEST_CASE("Grey with alpha becomes RGBA") {
  const Photo photo = decode_photo(png_file(2, 1, {7, 255, 9, 80}, {.colour_type = 4}), "a.png");
  REQUIRE(photo.image.channels() == 4);
  CHECK(samples(photo.image) == Bytes{7, 7, 7, 255, 9, 9, 9, 80});
  CHECK(photo.grey);
  const Bytes colours = {7, 7, 7, 255};
  CHECK_FALSE(decode_photo(png_file(1, 1, colours, {.colour_type = 6}), "a.png").grey);
}

TEST_CASE("A transparent shade of grey becomes alpha") {
  const Photo photo = decode_photo(png_file(2, 1, {7, 9}, {.chunks = {{"tRNS", {0, 9}}}}), "a.png");
  REQUIRE(photo.image.channels() == 4);
  CHECK(samples(photo.image) == Bytes{7, 7, 7, 255, 9, 9, 9, 0});
  CHECK(photo.grey);
}

TEST_CASE("Sixteen bits keep both bytes in their order") {
  const Photo photo = decode_photo(png_file(2, 1, {0x12, 0x34, 0xFF, 0xFE}, {.bits = 16}), "a.png");
  REQUIRE(photo.image.depth() == BitDepth::u16);
  CHECK(photo.image.row<uint16_t>(0)[0] == 0x1234);
  CHECK(photo.image.row<uint16_t>(0)[1] == 0xFFFE);
}

TEST_CASE("An interlaced PNG decodes like a plain one") {
  const auto size = GENERATE(1, 5, 8, 33);
  const Image image = synthetic_image(size, size + 2);
  CHECK(largest_difference(decode_photo(interlaced_png(image), "a.png").image, image) == 0);
}

TEST_CASE("A very wide and a very high PNG have their pixels") {
  const auto [width, height] = GENERATE(std::pair(20'000, 1), std::pair(1, 20'000));
  Photo photo;
  photo.image = synthetic_image(width, height);
  const Photo read = decode_photo(encode_photo(photo, {.format = ImageFormat::png}), "a.png");
  CHECK(largest_difference(read.image, photo.image) == 0);
}

TEST_CASE("A PNG with too few pixels is an error") {
  Bytes rows(4, 9);
  Bytes file = png_file(2, 2, rows);
  file[23] = 3;  // three rows; the checksum of the header is made to fit
  Bytes header(file.begin() + 12, file.begin() + 29);
  Bytes chunk;
  append_png_chunk(chunk, "IHDR", {header.begin() + 4, header.end()});
  std::copy(chunk.begin(), chunk.end(), file.begin() + 8);
  CHECK_THROWS_WITH(decode_photo(file, "a.png"), ContainsSubstring("cannot decode the PNG"));
}
