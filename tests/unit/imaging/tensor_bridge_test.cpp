#include "lowlight/imaging/tensor_bridge.h"

#include <torch/types.h>

#include <limits>

#include "support/catch.h"
#include "support/synthetic_image.h"

using namespace lowlight::imaging;
using lowlight::test::largest_difference;
using lowlight::test::synthetic_image;

TEST_CASE("Every code survives the way to a tensor and back") {
  const auto depth = GENERATE(BitDepth::u8, BitDepth::u16);
  Image codes(256, int64_t(depth == BitDepth::u8 ? 1 : 256), 1, depth);
  for (int64_t y = 0; y < codes.height(); ++y) {
    for (int64_t x = 0; x < 256; ++x) {
      if (depth == BitDepth::u8) codes.row<uint8_t>(y)[x] = uint8_t(x);
      if (depth == BitDepth::u16) codes.row<uint16_t>(y)[x] = uint16_t(256 * y + x);
    }
  }
  const auto tensor = to_tensor(codes);
  CHECK(tensor.min().item<float>() == 0.0f);
  CHECK(tensor.max().item<float>() == 1.0f);
  CHECK(largest_difference(to_image(tensor, depth), codes) == 0);
}

TEST_CASE("A tensor has the picture's channels as planes") {
  const auto channels = GENERATE(1, 3, 4);
  const Image image = synthetic_image(7, 5, channels);
  const auto tensor = to_tensor(image);
  REQUIRE(tensor.sizes() == at::IntArrayRef{channels, 5, 7});
  CHECK(tensor[channels - 1][4][2].item<float>() ==
        Approx(image.row<uint8_t>(4)[2 * channels + channels - 1] / 255.0f));
  CHECK(largest_difference(to_image(tensor, BitDepth::u8), image) == 0);
}

TEST_CASE("Values out of range are clamped and NaN becomes black") {
  const float infinity = std::numeric_limits<float>::infinity();
  const auto tensor =
      torch::tensor({-1.0f, 2.0f, std::nanf(""), infinity, -infinity, 0.5f}).view({1, 2, 3});
  const Image image = to_image(tensor, BitDepth::u8);
  const std::vector<uint8_t> codes(image.bytes().begin(), image.bytes().end());
  CHECK(codes == std::vector<uint8_t>{0, 255, 0, 255, 0, 128});
}

TEST_CASE("Strided and double tensors give the same picture") {
  const auto tensor = to_tensor(synthetic_image(6, 4));
  const auto strided = tensor.transpose(1, 2).contiguous().transpose(1, 2);
  const Image plain = to_image(tensor, BitDepth::u16);
  CHECK(largest_difference(to_image(strided, BitDepth::u16), plain) == 0);
  CHECK(largest_difference(to_image(tensor.to(at::kDouble), BitDepth::u16), plain) == 0);
}

TEST_CASE("A byte tensor is taken as codes") {
  const Image image = synthetic_image(6, 4);
  CHECK(largest_difference(to_image(to_rgb8_tensor(image), BitDepth::u8), image) == 0);
  CHECK_THROWS_AS(to_image(to_rgb8_tensor(image), BitDepth::u16), c10::ValueError);
}

TEST_CASE("Eight-bit RGB of any picture drops alpha repeats grey and rounds") {
  CHECK(torch::equal(to_rgb8_tensor(synthetic_image(6, 4, 4)),
                     to_rgb8_tensor(synthetic_image(6, 4))));
  const auto grey = to_rgb8_tensor(synthetic_image(6, 4, 1));
  CHECK(torch::equal(grey[0], grey[2]));
  const auto wide = to_rgb8_tensor(synthetic_image(6, 4, 3, BitDepth::u16)).to(at::kInt);
  CHECK((wide - to_rgb8_tensor(synthetic_image(6, 4))).abs().max().item<int>() <= 1);
}

TEST_CASE("Shapes that are no picture are refused") {
  CHECK_THROWS_AS(to_image(torch::rand({4, 4}), BitDepth::u8), c10::ValueError);
  CHECK_THROWS_AS(to_image(torch::rand({2, 4, 4}), BitDepth::u8), c10::ValueError);
  CHECK_THROWS_AS(to_image(torch::zeros({3, 4, 4}, at::kInt), BitDepth::u8), c10::ValueError);
  CHECK_THROWS_AS(to_tensor(Image()), c10::ValueError);
}
