#include "inference/tiled_painting.h"

#include <torch/types.h>
#include <torch/utils.h>

#include "lowlight/imaging/tensor_bridge.h"
#include "support/catch.h"
#include "support/painter_files.h"
#include "support/synthetic_image.h"

using namespace lowlight;
using namespace lowlight::inference;
using imaging::BitDepth;
using imaging::Image;
using test::largest_difference;

namespace {

models::StyleNetwork painting_network() {
  return test::random_style_network({.levels = 3, .base_channels = 8});
}

models::StyleKernels kernels_for(models::StyleNetwork network) {
  const torch::NoGradGuard no_gradients;
  torch::manual_seed(5);
  return network->encode_style(torch::randn({1, 3, 40, 50}));
}

/// A wave and noise, so that every place differs.
Image noisy_picture(int64_t width, int64_t height, int64_t channels = 3) {
  torch::manual_seed(4);
  const auto smooth = imaging::to_tensor(test::synthetic_image(width, height, channels));
  return imaging::to_image(smooth + 0.15 * torch::randn_like(smooth), BitDepth::u8);
}

constexpr int64_t kOneCode = 65535 / 255;

}  // namespace

TEST_CASE("Tiles of any size give the picture that is painted at once, within 1/255") {
  auto painter = painting_network();
  const auto hand = kernels_for(painter);
  const auto picture = noisy_picture(600, 527);
  const auto whole = painted_in_tiles(painter, hand, picture, 0, c10::kCPU);
  CHECK(whole.width() == 600);
  CHECK(whole.height() == 527);
  const auto values = imaging::to_tensor(whole);
  CHECK(values.std({1, 2}).min().item<float>() > 0.05f);  // there is something to differ in
  for (const int64_t tile : {256, 512}) {
    const auto tiled = painted_in_tiles(painter, hand, picture, tile, c10::kCPU);
    CHECK(largest_difference(tiled, whole) < kOneCode / 8);
  }
}

TEST_CASE("Large pictures take their norms from a small copy, tiled or not") {
  auto painter = painting_network();
  const auto hand = kernels_for(painter);
  const auto picture = noisy_picture(2200, 500);
  REQUIRE(picture.width() * picture.height() > kNormPixels);
  const auto whole = painted_in_tiles(painter, hand, picture, 0, c10::kCPU);
  const auto tiled = painted_in_tiles(painter, hand, picture, 512, c10::kCPU);
  CHECK(largest_difference(tiled, whole) < kOneCode / 8);
}

TEST_CASE("Pictures of any size and kind are painted") {
  auto painter = painting_network();
  const auto hand = kernels_for(painter);
  for (const auto& [width, height] :
       {std::pair<int64_t, int64_t>{1, 1}, {2, 40}, {31, 33}, {100, 1}, {17, 64}}) {
    for (const int64_t channels : {1, 3, 4}) {
      const auto picture = noisy_picture(width, height, channels);
      const auto whole = painted_in_tiles(painter, hand, picture, 0, c10::kCPU);
      CHECK(whole.width() == width);
      CHECK(whole.height() == height);
      CHECK(whole.channels() == 3);
      CHECK(largest_difference(painted_in_tiles(painter, hand, picture, 32, c10::kCPU), whole) <
            kOneCode / 8);
    }
  }
}
