#include "lowlight/imaging/trust_map.h"

#include <torch/types.h>
#include <torch/utils.h>

#include <cmath>

#include "lowlight/imaging/tensor_bridge.h"
#include "support/catch.h"

using namespace lowlight::imaging;

namespace {

/// Noise of one deviation in codes, without correlation.
NoiseModel white_noise(float deviation) {
  NoiseModel noise;
  noise.level.fill(deviation);
  noise.grey.sensor.fill(1);
  return noise;
}

Image flat(int code, int64_t width = 9, int64_t height = 8, int64_t channels = 3) {
  return to_image(torch::full({channels, height, width}, code, torch::kByte), BitDepth::u8);
}

int at_middle(const Image& map) { return map.row<uint8_t>(map.height() / 2)[map.width() / 2]; }

}  // namespace

TEST_CASE("Trust is one half where noise is as large as the signal") {
  // Below code 10 the sRGB curve is straight: light is the code, with rounding's 1/12 beside it.
  const float deviation = std::sqrt(8.0f * 8 - 1.0f / 12);
  CHECK(at_middle(trust_map(flat(8), white_noise(deviation))) == Approx(127.5).margin(0.6));
  CHECK(at_middle(trust_map(flat(8), white_noise(2 * deviation))) == 51);
  CHECK(at_middle(trust_map(flat(200), white_noise(0.5f))) == 255);
}

TEST_CASE("Less noise and more light never lower trust") {
  int before = 0;
  for (int code = 1; code < 255; code += 6) {
    const int trust = at_middle(trust_map(flat(code), white_noise(4)));
    CHECK(trust >= before);
    CHECK(at_middle(trust_map(flat(code), white_noise(2))) >= trust);
    before = trust;
  }
}

TEST_CASE("Cut-off light is not to be believed, in one colour at the top, in all at the bottom") {
  const auto map_of = [](double red, double green, double blue) {
    const auto picture = torch::tensor({red, green, blue}).view({3, 1, 1}).expand({3, 9, 9});
    return at_middle(trust_map(to_image(picture, BitDepth::u16), white_noise(0.5)));
  };
  CHECK(map_of(1, 0.5, 0.5) == 0);
  CHECK(map_of(0, 0, 0) == 0);
  CHECK(map_of(0, 0.5, 0.5) > 250);
}

TEST_CASE("A map is the same however the rows are read, for one pixel and many") {
  torch::manual_seed(3);
  const auto noise = white_noise(3);
  for (const auto& [width, height] : {std::pair<int64_t, int64_t>{1, 1}, {5, 300}, {40, 129}}) {
    const auto picture = to_image(torch::rand({3, height, width}) * 0.2, BitDepth::u8);
    const auto map = trust_map(picture, noise);
    REQUIRE((map.width() == width && map.height() == height && map.channels() == 1));
    // Turned upside down the bands lie elsewhere.
    const auto turned = trust_map(to_image(to_tensor(picture).flip(1), BitDepth::u8), noise);
    CHECK((to_tensor(turned).flip(1) - to_tensor(map)).abs().max().item<float>() < 1.5f / 255);
  }
}

TEST_CASE("Grey, alpha and a depth of 16 bits are read as the same light") {
  const auto noise = white_noise(3);
  const int plain = at_middle(trust_map(flat(9), noise));
  CHECK(at_middle(trust_map(flat(9, 9, 8, 1), noise)) == plain);
  const auto with_alpha = torch::full({4, 8, 9}, 9, torch::kByte);
  with_alpha[3].fill_(0);
  CHECK(at_middle(trust_map(to_image(with_alpha, BitDepth::u8), noise)) == plain);
  const auto deep = to_image(torch::full({3, 8, 9}, 9.0 / 255), BitDepth::u16);
  CHECK(std::abs(at_middle(trust_map(deep, noise)) - plain) <= 1);
  // Without noise only rounding is left, of which 16 bits have less.
  CHECK(at_middle(trust_map(deep, {})) > at_middle(trust_map(flat(1), {})));
}

TEST_CASE("The share counts what lies below one half") {
  auto half = torch::zeros({1, 2, 4}, torch::kByte);
  half[0][0].fill_(127);
  half[0][1].fill_(128);
  CHECK(untrusted_share(to_image(half, BitDepth::u8)) == 0.5);
  CHECK(untrusted_share(trust_map(flat(200), white_noise(1))) == 0);
  CHECK(untrusted_share(trust_map(flat(0), white_noise(1))) == 1);
  CHECK_THROWS(untrusted_share(flat(3)));
}
