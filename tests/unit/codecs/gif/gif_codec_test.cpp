#include "codecs/gif/gif_codec.h"

#include "lowlight/codecs/image_io.h"
#include "lowlight/core/error.h"
#include "support/catch.h"
#include "support/gif_file.h"

using namespace lowlight;
using namespace lowlight::codecs;
using namespace lowlight::test;

namespace {

/// Indices that differ from pixel to pixel.
GifPicture ramp(int x, int y, int width, int height) {
  GifPicture picture{x, y, width, height};
  for (int i = 0; i < width * height; ++i) picture.indices.push_back(uint8_t(i * 3));
  return picture;
}

std::vector<uint8_t> pixel(const Photo& photo, int64_t x, int64_t y) {
  const uint8_t* at = photo.image.row<uint8_t>(y) + x * photo.image.channels();
  return {at, at + photo.image.channels()};
}

}  // namespace

TEST_CASE("A GIF of one picture is read with its colours and comment") {
  if (!problem_of_gif().empty()) return;
  const Photo photo = decode_photo(gif_file(31, 17, {ramp(0, 0, 31, 17)}, "by night"), "a.gif");
  CHECK(photo.format == ImageFormat::gif);
  CHECK(kept_format(photo.format) == ImageFormat::png);
  CHECK(photo.image.width() == 31);
  CHECK(photo.image.channels() == 3);
  CHECK(photo.warnings.empty());
  CHECK(pixel(photo, 30, 16) == std::vector<uint8_t>{42, 213, 21});  // 3 · 526 = 6 · 256 + 42
  CHECK((photo.metadata.texts == std::vector<Text>{{kComment, "by night"}}));
}

TEST_CASE("Rows of an interlaced GIF come in their order") {
  if (!problem_of_gif().empty()) return;
  auto picture = ramp(0, 0, 1, 9);
  picture.interlaced = true;  // its rows are 0, 8, 4, 2, 6, 1, 3, 5, 7
  const Photo photo = decode_photo(gif_file(1, 9, {picture}), "a.gif");
  const std::vector<int64_t> order = {0, 8, 4, 2, 6, 1, 3, 5, 7};
  for (size_t i = 0; i < order.size(); ++i) CHECK(pixel(photo, 0, order[i])[0] == 3 * i);
}

TEST_CASE("Of an animated GIF the first picture is read where that is asked for") {
  if (!problem_of_gif().empty()) return;
  const auto file = gif_file(5, 4, {ramp(1, 2, 3, 2), ramp(0, 0, 5, 4)});
  CHECK_THROWS_WITH(decode_photo(file, "a.gif"), ContainsSubstring("animated"));
  const Photo photo = decode_photo(file, "a.gif", {.first = true});
  CHECK(photo.warnings.size() == 1);
  REQUIRE(photo.image.channels() == 4);  // the canvas is larger than its first picture
  CHECK(pixel(photo, 0, 0)[3] == 0);
  CHECK(pixel(photo, 1, 2) == std::vector<uint8_t>{0, 255, 0, 255});
  CHECK(pixel(photo, 3, 3) == std::vector<uint8_t>{15, 240, 7, 255});
}

TEST_CASE("A colour of a GIF that is not seen becomes transparent") {
  if (!problem_of_gif().empty()) return;
  auto picture = ramp(0, 0, 4, 1);
  picture.transparent = 6;
  const Photo photo = decode_photo(gif_file(4, 1, {picture}), "a.gif");
  REQUIRE(photo.image.channels() == 4);
  CHECK(pixel(photo, 1, 0)[3] == 255);
  CHECK(pixel(photo, 2, 0)[3] == 0);
}

TEST_CASE("A GIF that is cut anywhere is an error and one that lies is read or refused") {
  if (!problem_of_gif().empty()) return;
  const auto file = gif_file(31, 17, {ramp(0, 0, 31, 17)});
  for (size_t size = 0; size < file.size(); size += size < 800 ? 64 : 7) {
    CAPTURE(size);
    CHECK_THROWS_AS(decode_photo(std::span(file).first(size), "cut.gif"), ImageError);
  }
  for (size_t at = 6; at < file.size(); at += at < 13 || at > 780 ? 1 : 64) {
    auto lie = file;
    lie[at] ^= 0xFF;
    try {
      decode_photo(lie, "lie.gif", {.first = true});
    } catch (const ImageError&) {
    }
  }
}

TEST_CASE("A GIF without a picture or with one beyond its canvas is refused") {
  if (!problem_of_gif().empty()) return;
  CHECK_THROWS_WITH(decode_photo(gif_file(4, 4, {}), "a.gif"), ContainsSubstring("without"));
  CHECK_THROWS_WITH(decode_photo(gif_file(4, 4, {ramp(2, 0, 4, 4)}), "a.gif"),
                    ContainsSubstring("canvas"));
}
