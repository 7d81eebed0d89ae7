#include "lowlight/colours/hald_picture.h"

#include <cmath>

#include "lowlight/colours/cube_file.h"
#include "lowlight/core/error.h"
#include "support/catch.h"
#include "support/synthetic_image.h"

using namespace lowlight;
using namespace lowlight::colours;
using namespace lowlight::imaging;
using lowlight::test::synthetic_image;

namespace {

/// The identity of level n as a picture, its channels in [0, 1] changed by f.
template <class Sample, class F>
Image hald_of(int64_t level, int64_t channels, const F& f) {
  const auto table = identity_table(level * level);
  const auto depth = sizeof(Sample) == 1 ? BitDepth::u8 : BitDepth::u16;
  Image picture(level * level * level, level * level * level, channels, depth);
  auto* samples = reinterpret_cast<Sample*>(picture.bytes().data());
  for (int64_t i = 0; i < node_count(table.kind, table.size); ++i) {
    for (int64_t c = 0; c < channels; ++c)
      samples[i * channels + c] = Sample(
          std::lround(f(table.node(i)[channels == 1 ? 1 : c % 3]) * float(full_scale(depth))));
  }
  return picture;
}

float same(float x) { return x; }

float largest_difference(const ColourTable& a, const ColourTable& b) {
  REQUIRE(a.size == b.size);
  float largest = 0;
  for (int64_t i = 0; i < node_count(a.kind, a.size); ++i) {
    for (int64_t c = 0; c < 3; ++c)
      largest = std::max(largest, std::abs(a.node(i)[c] - b.node(i)[c]));
  }
  return largest;
}

}  // namespace

TEST_CASE("A Hald picture is the cube that it holds") {
  for (const int64_t level : {2, 3, 5, 8}) {
    const auto expected = identity_table(level * level);
    const auto bytes = hald_of<uint8_t>(level, 3, same);
    CHECK(largest_difference(table_of_hald(bytes, "it"), expected) <= 0.51f / 255);
    const auto words = hald_of<uint16_t>(level, 4, same);
    CHECK(largest_difference(table_of_hald(words, "it"), expected) <= 0.51f / 65535);
    CHECK(is_hald(bytes));
    CHECK(is_hald(words));
  }
}

TEST_CASE("A cube of more nodes than are read is resampled") {
  auto squares = identity_table(kLargestCube);
  for (float& number : squares.nodes) number *= number;
  for (const int64_t level : {9, 12}) {
    const auto picture = hald_of<uint16_t>(level, 3, [](float x) { return x * x; });
    CHECK(is_hald(picture));
    const auto table = table_of_hald(picture, "it");
    CHECK(table.size == kLargestCube);
    CHECK(largest_difference(table, squares) < 1e-4f);
  }
}

TEST_CASE("A Hald picture of a strong look is known, a photo of its size is not") {
  CHECK(is_hald(hald_of<uint8_t>(4, 3, [](float x) { return 0.3f + 0.3f * x * x; })));
  CHECK(is_hald(hald_of<uint8_t>(3, 1, same)));
  CHECK_FALSE(is_hald(synthetic_image(64, 64)));
  CHECK_FALSE(is_hald(synthetic_image(8, 8)));
  CHECK_FALSE(is_hald(hald_of<uint8_t>(4, 3, [](float) { return 0.5f; })));
  CHECK_FALSE(is_hald(synthetic_image(64, 63)));
}

TEST_CASE("A picture of another size is no Hald picture") {
  for (const auto& [width, height] : {std::pair{64, 63}, std::pair{100, 100}, std::pair{1, 1}}) {
    try {
      table_of_hald(test::synthetic_image(width, height), "it.png");
      FAIL_CHECK("was taken");
    } catch (const ImageError& error) {
      CHECK(error.where() == "it.png");
      CHECK_THAT(error.problems().at(0), ContainsSubstring(std::to_string(height)));
    }
  }
}
