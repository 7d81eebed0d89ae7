#include "lowlight/imaging/photo_transform.h"

#include <ATen/Parallel.h>
#include <torch/types.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include "lowlight/core/luma.h"
#include "lowlight/imaging/tensor_bridge.h"
#include "support/catch.h"
#include "support/synthetic_image.h"

using namespace lowlight::imaging;
using lowlight::test::largest_difference;
using lowlight::test::synthetic_image;

namespace {

/// x ↦ √x: brightens most where it is dark.
PhotoTransform brightening(BitDepth depth) {
  PhotoTransform transform;
  const int64_t last = full_scale(depth);
  for (int64_t code = 0; code <= last; ++code)
    transform.tone.push_back(std::sqrt(float(code) / float(last)));
  NoiseModel noise;
  noise.level.fill(2);
  for (BandNoise* bands : {&noise.grey, &noise.red, &noise.blue}) bands->sensor.fill(1);
  transform.calming = calming_for(noise, transform.tone);
  return transform;
}

Image transformed(Image image, const PhotoTransform& transform, int64_t most_rows = 1 << 20) {
  transform_rows(image, transform, most_rows, replace_rows_of(image));
  return image;
}

Image part(const Image& image, int64_t x0, int64_t y0, int64_t width, int64_t height) {
  Image result(width, height, image.channels(), image.depth());
  for (int64_t y = 0; y < height; ++y) {
    const uint8_t* from = image.row<uint8_t>(y0 + y) + x0 * image.channels();
    std::copy(from, from + width * image.channels(), result.row<uint8_t>(y));
  }
  return result;
}

}  // namespace

TEST_CASE("Weight 0 returns the very pixels") {
  const auto image = synthetic_image(33, 21);
  auto transform = brightening(BitDepth::u8);
  transform.weight = 0;
  CHECK(largest_difference(transformed(image.clone(), transform), image) == 0);
}

TEST_CASE("Every size keeps its size and follows the tone within calming and dithering") {
  for (const auto& [width, height] :
       {std::pair<int64_t, int64_t>{1, 1}, {1, 300}, {300, 1}, {385, 129}, {383, 257}}) {
    const auto image = synthetic_image(width, height);
    auto transform = brightening(BitDepth::u8);
    transform.calming = {};
    const auto out = transformed(image.clone(), transform);
    REQUIRE(out.width() == width);
    REQUIRE(out.height() == height);
    for (int64_t y = 0; y < height; ++y) {
      for (int64_t i = 0; i < width * 3; ++i) {
        const float exact = 255 * transform.tone[image.row<uint8_t>(y)[i]];
        REQUIRE(std::abs(float(out.row<uint8_t>(y)[i]) - exact) <= 1.01f);
      }
    }
  }
}

TEST_CASE("Sixteen bits stay sixteen bits") {
  const auto image = synthetic_image(70, 50, 3, BitDepth::u16);
  auto transform = brightening(BitDepth::u16);
  transform.calming = {};
  const auto out = transformed(image.clone(), transform);
  for (int64_t i = 0; i < 210; ++i) {
    REQUIRE(std::abs(float(out.row<uint16_t>(20)[i]) -
                     65535 * transform.tone[image.row<uint16_t>(20)[i]]) <= 2.f);
  }
}

TEST_CASE("Alpha is copied and grey stays one channel") {
  const auto image = synthetic_image(40, 30, 4);
  const auto out = transformed(image.clone(), brightening(BitDepth::u8));
  for (int64_t x = 0; x < 40; ++x)
    REQUIRE(out.row<uint8_t>(7)[4 * x + 3] == image.row<uint8_t>(7)[4 * x + 3]);
  CHECK(transformed(synthetic_image(40, 30, 1), brightening(BitDepth::u8)).channels() == 1);
}

TEST_CASE("Equal colours stay equal") {
  Image grey(300, 120, 3, BitDepth::u8);
  for (int64_t y = 0; y < 120; ++y) {
    for (int64_t x = 0; x < 300; ++x) {
      for (int64_t c = 0; c < 3; ++c)
        grey.row<uint8_t>(y)[3 * x + c] = uint8_t((x * 7 + y * 3) % 200);
    }
  }
  const auto out = transformed(grey.clone(), brightening(BitDepth::u8));
  for (int64_t i = 0; i < 300; ++i) {
    const uint8_t* pixel = out.row<uint8_t>(60) + 3 * i;
    REQUIRE(std::max({pixel[0], pixel[1], pixel[2]}) - std::min({pixel[0], pixel[1], pixel[2]}) <=
            1);
  }
}

TEST_CASE("Bands of any height make one picture, whether it is replaced meanwhile or not") {
  const auto depth = GENERATE(BitDepth::u8, BitDepth::u16);
  const int64_t channels = GENERATE(1, 3, 4);
  const auto [width, height] =
      GENERATE(std::pair<int64_t, int64_t>{61, 583}, std::pair<int64_t, int64_t>{1, 200});
  const auto image = synthetic_image(width, height, channels, depth);
  auto transform = brightening(depth);
  transform.weight = 0.8;
  Image apart = image.clone();
  transform_rows(image, transform, height, replace_rows_of(apart));
  CHECK(largest_difference(apart, image) > 2);
  for (const int64_t rows : {0, 2, 30, 51, 583})
    CHECK(largest_difference(transformed(image.clone(), transform, rows), apart) == 0);
}

TEST_CASE("Bands of any height make one picture where light is held back in a part of it") {
  const auto image = synthetic_image(61, 583, 3, BitDepth::u16);
  auto transform = brightening(BitDepth::u16);
  if (GENERATE(false, true)) transform.calming = {};
  transform.exposure = {Plane(6, 58), Plane(6, 58)};
  for (int64_t y = 30; y < 34; ++y)
    for (int64_t x = 0; x < 6; ++x) transform.exposure.offset.row(y)[x] = -0.5f;
  const auto whole = transformed(image.clone(), transform);
  for (const int64_t rows : {8, 48, 200})
    CHECK(largest_difference(transformed(image.clone(), transform, rows), whole) == 0);
}

TEST_CASE("Bands have at most the rows that are asked for, on the grid of the calming") {
  const auto image = synthetic_image(9, 23);
  for (const auto& [most, wanted] :
       {std::pair<int64_t, int64_t>{0, 8}, {9, 8}, {16, 16}, {50, 23}}) {
    for (const double weight : {0.0, 1.0}) {
      auto transform = brightening(BitDepth::u8);
      transform.weight = weight;
      std::vector<int64_t> heights;
      transform_rows(
          image, transform, most, [&](const Image& band) { heights.push_back(band.height()); });
      CHECK(heights.front() == wanted);
      CHECK(std::accumulate(heights.begin(), heights.end(), int64_t{0}) == 23);
    }
  }
}

TEST_CASE("The number of threads changes no pixel") {
  const auto image = synthetic_image(800, 400);
  auto transform = brightening(BitDepth::u8);
  const int before = at::get_num_threads();
  at::set_num_threads(1);
  const auto one = transformed(image.clone(), transform);
  at::set_num_threads(3);
  const auto three = transformed(image.clone(), transform);
  at::set_num_threads(before);
  CHECK(largest_difference(one, three) == 0);
}

TEST_CASE("Tiles leave no trace: a part cut at a tile border equals the whole away from its rim") {
  const auto image = synthetic_image(640, 280);
  const auto transform = brightening(BitDepth::u8);
  const auto whole = transformed(image.clone(), transform);
  // The part's tiles fall on other places of the picture, on the same grid; the dither pattern
  // shifts, so compare within its size.
  const auto of_part = transformed(part(image, 136, 56, 500, 200), transform);
  for (int64_t y = kCalmingMargin; y < 200 - kCalmingMargin; ++y) {
    for (int64_t i = kCalmingMargin * 3; i < (500 - kCalmingMargin) * 3; ++i) {
      REQUIRE(std::abs(int(of_part.row<uint8_t>(y)[i]) -
                       int(whole.row<uint8_t>(y + 56)[i + 136 * 3])) <= 1);
    }
  }
}

TEST_CASE("Dithering keeps a slow ramp free of steps") {
  Image ramp(512, 64, 3, BitDepth::u8);
  for (int64_t y = 0; y < 64; ++y) {
    for (int64_t i = 0; i < 512 * 3; ++i) ramp.row<uint8_t>(y)[i] = uint8_t(10 + i / 3 / 64);
  }
  const auto out = transformed(ramp.clone(), brightening(BitDepth::u8));
  // 8 input codes become about 35 output codes; with calming and dithering most of them occur.
  std::vector<int> seen(256);
  for (int64_t y = 0; y < 64; ++y) {
    for (int64_t x = 0; x < 512; ++x) ++seen[out.row<uint8_t>(y)[3 * x]];
  }
  CHECK(std::count_if(seen.begin(), seen.end(), [](int n) { return n > 0; }) >= 14);
}

TEST_CASE("A tone table of the wrong length is refused") {
  CHECK_THROWS_WITH(
      transformed(synthetic_image(4, 4), brightening(BitDepth::u16)),
      ContainsSubstring("one number for each input code (256)") && ContainsSubstring("65536"));
}

TEST_CASE("A look is put on what was brightened, and mixed by its strength") {
  const auto image = synthetic_image(70, 41);
  auto transform = brightening(BitDepth::u8);
  transform.calming = {};
  const auto plain = transformed(image.clone(), transform);
  transform.look = identity_table(5);
  CHECK(largest_difference(transformed(image.clone(), transform), plain) <= 1);
  for (int64_t i = 0; i < node_count(transform.look.kind, 5); ++i)
    std::swap(transform.look.node(i)[0], transform.look.node(i)[2]);
  const auto turned = transformed(image.clone(), transform);
  transform.look_strength = 0.5;
  const auto half = transformed(image.clone(), transform);
  for (int64_t i = 0; i < 70 * 41; ++i) {
    const auto at = [&](const Image& of, int64_t c) { return int(of.row<uint8_t>(0)[3 * i + c]); };
    CHECK(std::abs(at(turned, 0) - at(plain, 2)) <= 1);
    CHECK(std::abs(at(turned, 1) - at(plain, 1)) <= 1);
    CHECK(std::abs(2 * at(half, 0) - at(plain, 0) - at(plain, 2)) <= 3);
  }
  transform.look_strength = 0;
  CHECK(largest_difference(transformed(image.clone(), transform), plain) == 0);
}

TEST_CASE("Beside each other, the colour of more luma keeps more of it under local exposure") {
  // The largest values differ far more than the lumas, and for two of the steps against them.
  const std::vector<std::array<float, 3>> colours = {{0.5f, 0.5f, 0.5f},
                                                     {0.9f, 0.4f, 0.3f},
                                                     {0.55f, 0.55f, 0.6f},
                                                     {0.3f, 0.4f, 1.f},
                                                     {0.45f, 0.45f, 0.4f},
                                                     {0.3f, 0.62f, 0.2f}};
  auto picture = torch::full({3, 64, 144}, 0.03f);
  for (size_t i = 0; i < colours.size(); ++i) {
    const auto first = int64_t(36 + 12 * i);
    picture.slice(1, 10, 54).slice(2, first, first + 12) =
        torch::tensor(c10::ArrayRef<float>(colours[i])).view({3, 1, 1}).expand({3, 44, 12});
  }
  const Brightening step{torch::tensor({4.}), torch::tensor({0.05}), torch::tensor({1.})};
  PhotoTransform transform;
  for (int code = 0; code <= 65535; ++code) transform.tone.push_back(float(code) / 65535);
  transform.exposure = exposure_map(picture.unsqueeze(0), step, {.highlights = 1});
  REQUIRE_FALSE(transform.exposure.empty());
  const auto out =
      lowlight::luma(to_tensor(transformed(to_image(picture, BitDepth::u16), transform)));
  const auto before = lowlight::luma(picture).diff(1, 1), after = out.diff(1, 1);
  const auto strong = before.abs() > 0.01;
  CHECK(strong.sum().item<int64_t>() >= 6 * 44);
  CHECK((after * before).masked_select(strong).min().item<float>() > 0);
}
