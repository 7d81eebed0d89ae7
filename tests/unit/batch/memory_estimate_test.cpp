#include "batch/memory_estimate.h"

#include <cstdint>
#include <string>
#include <vector>

#include "lowlight/codecs/image_io.h"
#include "support/catch.h"
#include "support/synthetic_image.h"

using namespace lowlight;
using namespace lowlight::batch;
using codecs::ImageFormat;

namespace {

std::vector<uint8_t> file_of(int64_t width, int64_t height, ImageFormat format) {
  codecs::Photo photo;
  photo.image = test::synthetic_image(width, height);
  return codecs::encode_photo(photo, {.format = format});
}

/// Says that it takes so many bytes a pixel.
struct Greedy final : PhotoProcessor {
  explicit Greedy(int64_t bytes) : of_pixel(bytes) {}
  void process(const imaging::PictureRows&,
               int64_t,
               const imaging::UseBand&,
               Remarks*) const override {}
  int64_t bytes_for(const imaging::ImageShape& shape) const override {
    return shape.width * shape.height * of_pixel;
  }
  std::string description() const override { return "idle"; }

  int64_t of_pixel;
};

int64_t in_bands(const std::vector<uint8_t>& file, ImageFormat output, int64_t band_bytes) {
  return bytes_in_bands(*codecs::open_photo(file, "photo"), output, band_bytes);
}

}  // namespace

TEST_CASE("A whole photo takes its file and what its format may hold of its pixels") {
  const auto jpeg = file_of(200, 100, ImageFormat::jpeg), png = file_of(200, 100, ImageFormat::png);
  CHECK(bytes_as_a_whole(jpeg, Greedy(0)) == int64_t(jpeg.size()) + 200 * 100 * 8);
  CHECK(bytes_as_a_whole(png, Greedy(0)) == int64_t(png.size()) + 200 * 100 * 16);
  CHECK(bytes_as_a_whole(jpeg, Greedy(5)) - bytes_as_a_whole(jpeg, Greedy(0)) == 200 * 100 * 5);
}

TEST_CASE("A file that is no photo takes its own bytes") {
  CHECK(bytes_as_a_whole(std::vector<uint8_t>(77, 'x'), Greedy(5)) == 77);
}

TEST_CASE("What bands take depends on the band and the width, not on the height") {
  const auto low = file_of(300, 100, ImageFormat::jpeg),
             high = file_of(300, 900, ImageFormat::jpeg);
  CHECK(in_bands(low, ImageFormat::jpeg, 1 << 20) == in_bands(high, ImageFormat::jpeg, 1 << 20));
  CHECK(in_bands(low, ImageFormat::jpeg, 2 << 20) > in_bands(low, ImageFormat::jpeg, 1 << 20));
  // However small the bands, the margins of some rows are held.
  CHECK(in_bands(low, ImageFormat::jpeg, 1) > 8 * 300 * 3);
}

TEST_CASE("Formats without rows are held as a whole, in and out") {
  const auto jpeg = file_of(900, 900, ImageFormat::jpeg),
             webp = file_of(900, 900, ImageFormat::webp);
  const auto bands = in_bands(jpeg, ImageFormat::jpeg, 1);
  CHECK(in_bands(webp, ImageFormat::jpeg, 1) >= bands + 900 * 900 * 3);
  CHECK(in_bands(jpeg, ImageFormat::webp, 1) >= bands + 900 * 900 * 3);
}
