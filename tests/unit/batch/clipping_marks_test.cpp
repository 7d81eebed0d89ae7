#include "batch/clipping_marks.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>

#include "lowlight/codecs/image_io.h"
#include "support/catch.h"

using namespace lowlight;
using namespace lowlight::batch;
using imaging::BitDepth;
using imaging::Image;

namespace {

Image dark(int64_t width, int64_t height, int64_t channels = 3) {
  Image image(width, height, channels, BitDepth::u8);
  std::ranges::fill(image.bytes(), uint8_t{40});
  return image;
}

/// A square of pixels that are clipped in the last colour.
void add_lamp(Image& image, int64_t left, int64_t top, int64_t side) {
  const int64_t channels = image.channels();
  for (int64_t y = top; y < top + side; ++y) {
    for (int64_t x = left; x < left + side; ++x)
      image.row<uint8_t>(y)[x * channels + (channels > 1 ? 2 : 0)] = 255;
  }
}

int64_t count(const at::Tensor& marks) { return marks.sum().item<int64_t>(); }

std::array<int, 4> colour_at(const std::vector<uint8_t>& png, int64_t x, int64_t y) {
  const auto image = codecs::decode_photo(png, "overlay").image;
  std::array<int, 4> colour{};
  std::copy_n(image.row<uint8_t>(y) + 4 * x, 4, colour.begin());
  return colour;
}

constexpr std::array kClear = {0, 0, 0, 0}, kRed = {255, 38, 26, 255}, kBlue = {51, 153, 255, 255};

}  // namespace

TEST_CASE("The share that is clipped is that of all pixels, however large the picture") {
  for (const auto& [width, height] : {std::pair<int64_t, int64_t>{1, 1}, {3, 1000}, {700, 301}}) {
    auto image = dark(width, height);
    CHECK(clipped_share(image) == 0);
    add_lamp(image, width / 2, height / 2, 1);
    CHECK(clipped_share(image) == Approx(1.0 / double(width * height)).epsilon(1e-5));
  }
}

TEST_CASE("A small lamp in a large picture keeps its mark, and lone pixels have none") {
  auto after = dark(1600, 800);
  add_lamp(after, 805, 403, 2);  // 4 of the 64 pixels of one small pixel
  auto marks = clipping_marks(dark(1600, 800), after, 200);
  CHECK(marks.added.sizes() == at::IntArrayRef{100, 200});
  CHECK(count(marks.added) == 1);
  CHECK(marks.added[50][100].item<bool>());
  CHECK(count(marks.before) == 0);
  auto grainy = dark(1600, 800);
  add_lamp(grainy, 805, 403, 1);
  CHECK(count(clipping_marks(dark(1600, 800), grainy, 200).added) == 1);  // 1 of 64
  CHECK(count(clipping_marks(dark(1600, 800), grainy, 160).added) == 0);  // 1 of 100
}

TEST_CASE("What was clipped before is told apart from what is newly so") {
  for (const int64_t channels : {1, 3, 4}) {
    auto before = dark(20, 10, channels), after = dark(20, 10, channels);
    add_lamp(before, 2, 2, 2);
    add_lamp(after, 2, 2, 3);
    const auto marks = clipping_marks(before, after, 480);
    CHECK(count(marks.before) == 4);
    CHECK(count(marks.added) == 5);
    CHECK(colour_at(overlay_before(marks), 2, 2) == kBlue);
    CHECK(colour_at(overlay_before(marks), 4, 4) == kClear);
    CHECK(colour_at(overlay_after(marks), 2, 2) == kBlue);
    CHECK(colour_at(overlay_after(marks), 4, 4) == kRed);
    CHECK(colour_at(overlay_after(marks), 9, 9) == kClear);
  }
}

TEST_CASE("Where nothing is clipped there is no overlay") {
  auto lamp = dark(20, 10);
  add_lamp(lamp, 2, 2, 2);
  const auto none = clipping_marks(dark(20, 10), dark(20, 10), 480);
  CHECK(overlay_before(none).empty());
  CHECK(overlay_after(none).empty());
  const auto added = clipping_marks(dark(20, 10), lamp, 480);
  CHECK(overlay_before(added).empty());
  CHECK_FALSE(overlay_after(added).empty());
  // Light that comes back is still lost in the photo: its mark stays.
  const auto returned = clipping_marks(lamp, dark(20, 10), 480);
  CHECK(count(returned.added) == 0);
  CHECK_FALSE(overlay_after(returned).empty());
}

TEST_CASE("The marked grey has no colour but that of marks") {
  auto lamp = dark(20, 10);
  add_lamp(lamp, 2, 2, 2);
  const auto colourful = at::rand({3, 10, 20});
  const auto grey = marked_grey(colourful, clipping_marks(dark(20, 10), lamp, 480));
  CHECK(at::equal(grey[0][9], grey[2][9]));
  CHECK(grey[0][9].max().item<float>() <= 0.6f);
  CHECK(grey[0][2][2].item<float>() == 1);
  CHECK(grey[2][2][2].item<float>() == Approx(0.1));
}
