#include "lowlight/imaging/image.h"

#include <c10/util/Exception.h>

#include <utility>

#include "support/catch.h"
#include "support/synthetic_image.h"

using namespace lowlight::imaging;
using lowlight::test::largest_difference;
using lowlight::test::synthetic_image;

TEST_CASE("An image knows its size and the place of its rows") {
  const auto depth = GENERATE(BitDepth::u8, BitDepth::u16);
  const auto channels = GENERATE(1, 3, 4);
  Image image(5, 3, channels, depth);
  CHECK(image.stride() == 5 * channels * bytes_per_sample(depth));
  CHECK(image.bytes().size() == size_t(3 * image.stride()));
  CHECK(image.row<uint8_t>(2) == image.bytes().data() + 2 * image.stride());
}

TEST_CASE("A clone is equal and apart") {
  Image image = synthetic_image(7, 5);
  Image copy = image.clone();
  REQUIRE(largest_difference(image, copy) == 0);
  copy.row<uint8_t>(0)[0] ^= 1;
  CHECK(largest_difference(image, copy) == 1);
}

TEST_CASE("A moved image leaves an empty one behind") {
  Image image = synthetic_image(7, 5);
  const Image taken = std::move(image);
  CHECK(taken.width() == 7);
  CHECK(image.empty());
  CHECK(image.width() == 0);
  CHECK(image.bytes().empty());
  CHECK(image.clone().empty());
}

TEST_CASE("An image without size or with odd channels is refused") {
  CHECK_THROWS_AS(Image(0, 3, 3, BitDepth::u8), c10::ValueError);
  CHECK_THROWS_AS(Image(3, -1, 3, BitDepth::u8), c10::ValueError);
  CHECK_THROWS_AS(Image(3, 3, 2, BitDepth::u8), c10::ValueError);
  CHECK_THROWS_AS(Image(int64_t(1) << 40, int64_t(1) << 40, 3, BitDepth::u8), c10::ValueError);
}
