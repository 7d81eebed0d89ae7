#include "lowlight/imaging/enlarge.h"

#include <torch/types.h>

#include "lowlight/imaging/tensor_bridge.h"
#include "support/catch.h"
#include "support/synthetic_image.h"

using namespace lowlight;
using namespace lowlight::imaging;
using test::synthetic_image;

TEST_CASE("A picture enlarged to its own size is itself") {
  for (const int64_t channels : {1, 3, 4}) {
    const auto picture = synthetic_image(13, 9, channels, BitDepth::u16);
    CHECK(torch::equal(enlarged_rows(picture, 13, 9, 2, 7), to_tensor(picture).narrow(1, 2, 5)));
  }
}

TEST_CASE("Rows are those of the whole, whichever are asked for") {
  const auto picture = synthetic_image(13, 9);
  const auto whole = enlarged_rows(picture, 40, 31, 0, 31);
  CHECK(whole.sizes() == at::IntArrayRef({3, 31, 40}));
  for (int64_t y = 0; y < 31; y += 4) {
    const auto end = std::min<int64_t>(y + 4, 31);
    CHECK(torch::equal(enlarged_rows(picture, 40, 31, y, end), whole.narrow(1, y, end - y)));
  }
}

TEST_CASE("Slopes stay slopes, one colour stays that colour, edges stay in the range") {
  Image ramp(8, 1, 1, BitDepth::u8);
  for (int64_t x = 0; x < 8; ++x) ramp.bytes()[size_t(x)] = uint8_t(20 * x);
  const auto large = enlarged_rows(ramp, 32, 1, 0, 1)[0][0] * 255;
  for (int64_t x = 6; x < 26; ++x)
    CHECK(large[x].item<float>() == Approx(20 * ((double(x) + 0.5) / 4 - 0.5)).margin(1e-3));
  Image one(1, 1, 3, BitDepth::u8);
  for (auto& code : one.bytes()) code = 77;
  CHECK(torch::allclose(enlarged_rows(one, 5, 3, 0, 3), torch::full({3, 3, 5}, 77 / 255.)));
  Image edge(8, 1, 1, BitDepth::u8);
  for (int64_t x = 0; x < 8; ++x) edge.bytes()[size_t(x)] = x < 4 ? 0 : 255;
  const auto values = enlarged_rows(edge, 64, 2, 0, 2);
  CHECK(values.min().item<float>() >= 0);
  CHECK(values.max().item<float>() <= 1);
}

TEST_CASE("Sizes below the picture's and rows outside are refused") {
  const auto picture = synthetic_image(13, 9);
  CHECK_THROWS(enlarged_rows(picture, 12, 9, 0, 9));
  CHECK_THROWS(enlarged_rows(picture, 13, 8, 0, 8));
  CHECK_THROWS(enlarged_rows(picture, 13, 9, 4, 4));
  CHECK_THROWS(enlarged_rows(picture, 13, 9, 0, 10));
}
