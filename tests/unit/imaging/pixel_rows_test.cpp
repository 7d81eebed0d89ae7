#include "imaging/pixel_rows.h"

#include <algorithm>
#include <vector>

#include "support/catch.h"
#include "support/synthetic_image.h"

using namespace lowlight;
using namespace lowlight::imaging;
using test::synthetic_image;

namespace {

/// The rows that are read, in codes from 0 to 1, with room for `count` pixels.
struct Rows {
  explicit Rows(size_t count) : red(count), green(count), blue(count) {}
  ColourRows colours() { return {red.data(), green.data(), blue.data()}; }
  std::vector<float> red, green, blue;
};

/// The rows of an image.
struct InMemory {
  explicit InMemory(const Image& from) : image(from), shape(shape_of(from)) {}
  SampleRow row(int64_t y) const { return {shape, image.row<uint8_t>(y)}; }

  const Image& image;
  ImageShape shape;
};

CodeTable<float> even_tone(BitDepth depth) {
  std::vector<float> tone(size_t(full_scale(depth)) + 1);
  for (size_t i = 0; i < tone.size(); ++i) tone[i] = float(i) / float(full_scale(depth));
  return CodeTable<float>(tone);
}

}  // namespace

TEST_CASE("A row is read through the tone, and beyond its ends the end pixels repeat") {
  for (const int64_t width : {1, 5, 700}) {
    const auto image = synthetic_image(width, 3, 3, BitDepth::u8);
    const InMemory picture(image);
    Rows rows(size_t(width + 4));
    read_toned_row(picture.row(1), -2, width + 4, even_tone(BitDepth::u8), rows.colours());
    const auto* pixels = image.row<uint8_t>(1);
    for (int64_t i = 0; i < width + 4; ++i) {
      const auto* pixel = pixels + 3 * std::clamp<int64_t>(i - 2, 0, width - 1);
      REQUIRE(rows.red[size_t(i)] == float(pixel[0]) / 255);
      REQUIRE(rows.green[size_t(i)] == float(pixel[1]) / 255);
      REQUIRE(rows.blue[size_t(i)] == float(pixel[2]) / 255);
    }
  }
}

TEST_CASE("Grey is read as three equal colours in both depths") {
  for (const auto depth : {BitDepth::u8, BitDepth::u16}) {
    const auto image = synthetic_image(4, 2, 1, depth);
    Rows rows(4);
    read_toned_row(InMemory(image).row(1), 0, 4, even_tone(depth), rows.colours());
    CHECK(rows.red == rows.green);
    CHECK(rows.red == rows.blue);
  }
}

TEST_CASE("Without weight a row is copied, alpha included, in every layout of 16 bits") {
  for (const int64_t channels : {1, 3, 4}) {
    const auto image = synthetic_image(6, 2, channels, BitDepth::u16);
    Image out(6, 2, channels, BitDepth::u16);
    Rows rows(6);
    const InMemory picture(image);
    for (int64_t y = 0; y < 2; ++y)
      write_mixed_row(picture.row(y), y, 0, 6, 0, rows.colours(), out, y);
    CHECK(std::equal(
        image.bytes().begin(), image.bytes().end(), out.bytes().begin(), out.bytes().end()));
  }
}

TEST_CASE("With full weight a row has the colours, clamped, and alpha stays") {
  const auto image = synthetic_image(3, 1, 4, BitDepth::u16);
  Image out(3, 1, 4, BitDepth::u16);
  Rows rows(3);
  rows.red = {-1, 0.5f, 2};
  write_mixed_row(InMemory(image).row(0), 0, 0, 3, 1, rows.colours(), out, 0);
  const auto* row = out.row<uint16_t>(0);
  CHECK(row[0] == 0);
  CHECK(std::abs(int(row[4]) - 32768) <= 1);
  CHECK(row[8] == 65535);
  for (int i = 0; i < 3; ++i) CHECK(row[4 * i + 3] == image.row<uint16_t>(0)[4 * i + 3]);
}

TEST_CASE("Grey with alpha gets one luma in its three colours, mixed with what was") {
  for (const auto depth : {BitDepth::u8, BitDepth::u16}) {
    const Image image = synthetic_image(300, 1, 1, depth);
    auto grey = InMemory(image).row(0);
    const ImageShape shape{300, 1, 4, depth};
    Image with_alpha = rows_like(shape, 1);
    for (int64_t i = 0; i < 1200; ++i) {
      const auto copy = [&]<class Sample>(Sample) {
        with_alpha.row<Sample>(0)[i] = i % 4 == 3 ? 77 : image.row<Sample>(0)[i / 4];
      };
      depth == BitDepth::u8 ? copy(uint8_t{}) : copy(uint16_t{});
    }
    const SampleRow row{shape, with_alpha.row<uint8_t>(0), true};
    Image out = rows_like(shape, 1), alone(300, 1, 1, depth);
    for (auto& [before, after] : {std::pair<const SampleRow&, Image&>{row, out}, {grey, alone}}) {
      Rows rows(300);
      std::ranges::fill(rows.red, 0.7f);
      std::ranges::fill(rows.green, 0.2f);
      write_mixed_row(before, 0, 0, 300, 0.6f, rows.colours(), after, 0);
    }
    for (int64_t i = 0; i < 1200; ++i) {
      const auto check = [&]<class Sample>(Sample) {
        REQUIRE(out.row<Sample>(0)[i] == (i % 4 == 3 ? 77 : alone.row<Sample>(0)[i / 4]));
      };
      depth == BitDepth::u8 ? check(uint8_t{}) : check(uint16_t{});
    }
  }
}

TEST_CASE(
    "Eight bits are dithered: means are kept, rows differ and parts of a row are those of it") {
  constexpr int64_t kWidth = 700, kHeight = 40;
  const Image before(kWidth, kHeight, 3, BitDepth::u8);
  const InMemory picture(before);
  const auto written = [&](const std::vector<int64_t>& parts) {
    Image out(kWidth, kHeight, 3, BitDepth::u8);
    Rows rows(kWidth);
    for (int64_t y = 0; y < kHeight; ++y) {
      for (auto* colour : {&rows.red, &rows.green, &rows.blue})
        std::ranges::fill(*colour, 100.3f / 255);
      int64_t first = 0;
      for (const int64_t count : parts) {
        write_mixed_row(picture.row(y), y, first, count, 1, rows.colours(), out, y);
        first += count;
      }
    }
    return out;
  };
  const auto whole = written({kWidth}), in_parts = written({48, 600, 52});
  CHECK(std::ranges::equal(whole.bytes(), in_parts.bytes()));
  double sum = 0;
  int64_t like_above = 0;
  for (int64_t y = 0; y < kHeight; ++y) {
    const auto* row = whole.row<uint8_t>(y);
    for (int64_t x = 0; x < kWidth; ++x) {
      REQUIRE(row[3 * x] == row[3 * x + 2]);
      sum += row[3 * x];
      if (y > 0) like_above += row[3 * x] == whole.row<uint8_t>(y - 1)[3 * x];
    }
  }
  CHECK(sum / (kWidth * kHeight) == Approx(100.3).margin(0.02));
  // Of independent pixels, three tenths of which are a code brighter.
  CHECK(double(like_above) / (kWidth * (kHeight - 1)) == Approx(0.58).margin(0.03));
}
