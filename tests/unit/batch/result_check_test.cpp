#include "batch/result_check.h"

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/catch.h"

using namespace lowlight::batch;
using lowlight::codecs::ImageFormat;
using namespace lowlight::imaging;

namespace {

constexpr ImageShape kPhoto{12, 10, 3, BitDepth::u8};

/// Two rows of one code, but for the last pixel, which is brighter by `step` in red.
Image level(int step, int64_t channels = 3) {
  Image image(3, 2, channels, BitDepth::u8);
  for (auto& code : image.bytes()) code = 100;
  image.row<uint8_t>(1)[2 * channels] = uint8_t(100 + step);
  return image;
}

std::vector<std::string> losses(const ImageShape& shape, ImageFormat format) {
  std::vector<std::string> warnings;
  warn_of_losses(shape, format, warnings);
  return warnings;
}

}  // namespace

TEST_CASE("Rows of a result may be as many as the photo's and no more") {
  CHECK_NOTHROW(check_rows({12, 1, 3, BitDepth::u8}, kPhoto));
  CHECK_NOTHROW(check_rows(kPhoto, kPhoto));
  CHECK_THROWS_WITH(check_rows({12, 11, 3, BitDepth::u8}, kPhoto), ContainsSubstring("12 x 11"));
}

TEST_CASE("A result of another width, depth or number of channels is refused at its first rows") {
  CHECK_THROWS_AS(check_rows({11, 2, 3, BitDepth::u8}, kPhoto), std::runtime_error);
  CHECK_THROWS_AS(check_rows({12, 2, 4, BitDepth::u8}, kPhoto), std::runtime_error);
  CHECK_THROWS_WITH(check_rows({12, 2, 3, BitDepth::u16}, kPhoto),
                    ContainsSubstring("16 bits") && ContainsSubstring("8 bits"));
}

TEST_CASE("A result with fewer rows than the photo is refused") {
  CHECK_NOTHROW(check_complete(kPhoto, kPhoto));
  CHECK_THROWS_WITH(check_complete({12, 9, 3, BitDepth::u8}, kPhoto),
                    ContainsSubstring("12 x 9") && ContainsSubstring("12 x 10"));
}

TEST_CASE("A picture varies clearly from more than a 32nd of the range on") {
  CHECK_FALSE(varies_clearly(level(0)));
  CHECK_FALSE(varies_clearly(level(7)));
  CHECK(varies_clearly(level(8)));
}

TEST_CASE("A result of one colour is refused, whatever its alpha") {
  CHECK_NOTHROW(check_variety(level(1)));
  CHECK_THROWS_WITH(check_variety(level(0)), ContainsSubstring("one colour"));
  Image alpha = level(0, 4);
  alpha.row<uint8_t>(1)[3] = 7;
  CHECK_THROWS_WITH(check_variety(alpha), ContainsSubstring("one colour"));
}

TEST_CASE("What a format cannot hold of a photo is said, and nothing else") {
  const ImageShape deep_and_transparent{12, 10, 4, BitDepth::u16};
  CHECK(losses(deep_and_transparent, ImageFormat::png).empty());
  CHECK(losses(deep_and_transparent, ImageFormat::tiff).empty());
  CHECK(losses(deep_and_transparent, ImageFormat::webp).size() == 1);
  CHECK(losses(deep_and_transparent, ImageFormat::jpeg).size() == 2);
  CHECK(losses(kPhoto, ImageFormat::jpeg).empty());
}
