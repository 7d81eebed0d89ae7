#include "imaging/brightened_rows.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "lowlight/imaging/noise_calming.h"
#include "support/catch.h"
#include "support/synthetic_image.h"

using namespace lowlight::imaging;
using lowlight::test::synthetic_image;

namespace {

constexpr int64_t kPictureWidth = 30, kPictureHeight = 6 * kCalmingGrid;

PhotoTransform of_square_roots() {
  PhotoTransform transform;
  for (int64_t code = 0; code < 256; ++code) transform.tone.push_back(std::sqrt(float(code) / 255));
  return transform;
}

/// Half of the light in the lower half of a picture.
ExposureMap darker_below() {
  ExposureMap map{Plane(2, 8), Plane(2, 8)};
  std::fill(map.offset.values.begin() + 8, map.offset.values.end(), -1.f);
  return map;
}

}  // namespace

TEST_CASE("Rows are the tone of their codes, and outside of the picture those of its rim") {
  const auto image = synthetic_image(kPictureWidth, kPictureHeight);
  const auto transform = of_square_roots();
  const ToneTables tone(transform.tone);
  SourceRows source{image};
  source.start(0, kPictureHeight);
  constexpr int64_t kFirst = -5, kCount = kPictureWidth + 9;
  BrightenedRows rows(source, transform, tone, kFirst, kCount);
  RowBuffer buffer(kCount);
  for (const int64_t y : {int64_t{-3}, int64_t{0}, kPictureHeight - 1, kPictureHeight + 7}) {
    REQUIRE(rows.is_even(y));
    rows.read(y, buffer);
    const auto* codes = image.row<uint8_t>(std::clamp<int64_t>(y, 0, kPictureHeight - 1));
    for (int64_t i = 0; i < kCount; ++i) {
      const int64_t x = std::clamp<int64_t>(kFirst + i, 0, kPictureWidth - 1);
      for (size_t c = 0; c < 3; ++c)
        REQUIRE(buffer.colours()[c][i] == transform.tone[codes[3 * x + int64_t(c)]]);
    }
  }
}

TEST_CASE("Whether the exposure is one is the same for all rows between two of the grid") {
  const auto image = synthetic_image(kPictureWidth, kPictureHeight);
  auto transform = of_square_roots();
  transform.exposure = darker_below();
  const ToneTables tone(transform.tone);
  SourceRows source{image};
  source.start(0, kPictureHeight);
  BrightenedRows rows(source, transform, tone, 0, kPictureWidth);
  RowBuffer even(kPictureWidth), darker(kPictureWidth);
  for (int64_t y = 0; y < kPictureHeight; ++y)
    CHECK(rows.is_even(y) == rows.is_even(y / kCalmingGrid * kCalmingGrid));
  CHECK(rows.is_even(0));
  REQUIRE_FALSE(rows.is_even(kPictureHeight - 1));
  rows.read(kPictureHeight - 1, darker);
  CHECK(darker.factor()[0] == Approx(0.5f).epsilon(1e-3));
  transform.exposure = {};
  BrightenedRows(source, transform, tone, 0, kPictureWidth).read(kPictureHeight - 1, even);
  for (int64_t x = 0; x < kPictureWidth; ++x) CHECK(darker.colours()[1][x] <= even.colours()[1][x]);
}

TEST_CASE("Rows that lie elsewhere are read once, and those of both bands are kept") {
  const auto image = synthetic_image(kPictureWidth, kPictureHeight);
  using Bands = std::vector<std::pair<int64_t, int64_t>>;
  Bands reads;
  const PictureRows picture(shape_of(image), [&](int64_t begin, int64_t end, uint8_t* out) {
    reads.emplace_back(begin, end);
    std::copy(image.row<uint8_t>(begin), image.row<uint8_t>(end), out);
  });
  SourceRows source{picture};
  for (const auto& [begin, end] : Bands{{0, 20}, {16, 40}, {32, 40}, {40, kPictureHeight}}) {
    source.start(begin, end);
    for (int64_t y = begin; y < end; ++y)
      REQUIRE(std::equal(
          image.row<uint8_t>(y), image.row<uint8_t>(y) + 3 * kPictureWidth, source.row(y).samples));
  }
  CHECK(reads == Bands{{0, 20}, {20, 40}, {40, kPictureHeight}});
}
