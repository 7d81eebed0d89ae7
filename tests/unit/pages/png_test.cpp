#include "lowlight/pages/png.h"

#include <torch/types.h>

#include <limits>

#include "support/catch.h"
#include "support/event_reader.h"

using namespace lowlight;

namespace {

/// The pixels [3, H, W] of a PNG of stored blocks, every checksum of its chunks checked.
at::Tensor pixels_of(const std::vector<uint8_t>& png, int64_t height, int64_t width) {
  test::Bytes rest = test::Bytes(png).subspan(8);
  const auto big_endian = [](test::Bytes bytes) {
    return uint32_t(bytes[0]) << 24 | uint32_t(bytes[1]) << 16 | uint32_t(bytes[2]) << 8 | bytes[3];
  };
  std::vector<uint8_t> data;
  while (!rest.empty()) {
    const size_t length = big_endian(rest);
    CHECK(crc32(rest.subspan(4, 4 + length)) == big_endian(rest.subspan(8 + length)));
    if (rest[4] == 'I' && rest[5] == 'D') {
      for (auto block = rest.subspan(8 + 2, length - 2 - 4); !block.empty();) {
        const auto bytes = size_t(test::little_endian(block.subspan(1), 2));
        CHECK((bytes ^ test::little_endian(block.subspan(3), 2)) == 0xFFFF);
        data.insert(data.end(), block.begin() + 5, block.begin() + 5 + std::ptrdiff_t(bytes));
        block = block.subspan(5 + bytes);
      }
    }
    rest = rest.subspan(12 + length);
  }
  REQUIRE(int64_t(data.size()) == height * (1 + 3 * width));
  return torch::tensor(torch::ArrayRef<uint8_t>(data), torch::kByte)
      .view({height, 1 + 3 * width})
      .slice(1, 1)
      .reshape({height, width, 3})
      .permute({2, 0, 1});
}

}  // namespace

TEST_CASE("A stored PNG has its picture's pixels, also where they fill several blocks") {
  const auto picture = torch::rand({3, 150, 180});
  const auto wanted = (picture * 255).round().to(torch::kByte);
  CHECK(torch::equal(pixels_of(pages::png_file(picture), 150, 180), wanted));
}

TEST_CASE("Values outside 0 and 1 are clamped and NaN is black") {
  const float infinite = std::numeric_limits<float>::infinity();
  const auto picture =
      torch::tensor({-1.0F, 2.0F, 0.5F, infinite, -infinite, std::nanf("")}).view({1, 2, 3});
  const auto pixels = pixels_of(pages::png_file(picture.expand({3, 2, 3})), 2, 3);
  CHECK(torch::equal(pixels[1].flatten(), torch::tensor({0, 255, 128, 255, 0, 0}, torch::kByte)));
}

TEST_CASE("What is no picture is a mistake") {
  for (const auto& shape : std::vector<std::vector<int64_t>>{{4, 4}, {1, 4, 4}, {3, 0, 4}})
    CHECK_THROWS_AS(pages::png_file(torch::zeros(shape)), c10::ValueError);
}
