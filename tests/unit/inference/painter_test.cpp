#include "lowlight/inference/painter.h"

#include <torch/types.h>

#include "lowlight/core/error.h"
#include "lowlight/core/luma.h"
#include "lowlight/imaging/tensor_bridge.h"
#include "lowlight/models/any_size.h"
#include "support/catch.h"
#include "support/look_files.h"
#include "support/painter_files.h"
#include "support/synthetic_image.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::inference;
using imaging::BitDepth;
using imaging::Image;
using test::largest_difference;
using test::synthetic_image;
using test::written_painter;
using test::written_photo;

namespace {

const test::TemporaryFolder kFolder;

const Painter& painter() {
  static const auto loaded = Painter::load(written_painter(kFolder / "p.safetensors"), "cpu");
  return loaded;
}

Painter::Hand hand_of(const Image& painting) {
  return painter().prepare({written_photo(kFolder / "painting.png", painting.clone())});
}

Painter::Hand some_hand() { return hand_of(synthetic_image(70, 50)); }

Image plain_picture(int64_t width, int64_t height, double value) {
  return imaging::to_image(torch::full({3, height, width}, value), BitDepth::u8);
}

at::Tensor painted(const Image& photo, const PaintOptions& options) {
  return imaging::to_tensor(painter().paint(photo, some_hand(), options));
}

double mean_change(const at::Tensor& a, const at::Tensor& b) {
  return (a - b).abs().mean().item<double>();
}

}  // namespace

TEST_CASE("A photo is painted at its size, channels and depth, and the same each time") {
  const auto hand = some_hand();
  for (const int64_t channels : {1, 3, 4}) {
    for (const auto depth : {BitDepth::u8, BitDepth::u16}) {
      const auto photo = synthetic_image(45, 37, channels, depth);
      const auto result = painter().paint(photo, hand);
      CHECK(largest_difference(result, photo) > imaging::full_scale(depth) / 10);
      CHECK(largest_difference(result, painter().paint(photo, hand)) == 0);
      if (channels != 4) continue;
      const auto alpha = [](const Image& image) { return imaging::to_tensor(image)[3]; };
      CHECK(torch::equal(alpha(result), alpha(photo)));
    }
  }
}

TEST_CASE("A painting is put on in part, not at all, or in luma alone") {
  const auto photo = synthetic_image(64, 48);
  const auto before = imaging::to_tensor(photo);
  CHECK(torch::equal(painted(photo, {.strength = 0}), before));
  const auto whole = painted(photo, {}), half = painted(photo, {.strength = 0.5});
  CHECK((2 * half - before - whole).abs().max().item<float>() < 2.1f / 255);
  const auto own = painted(photo, {.keep_colours = true});
  CHECK((luma(own) - luma(whole)).abs().max().item<float>() < 2.1f / 255);
  CHECK(mean_change(own, whole) > 0.02);
}

TEST_CASE("The brush is the scale at which the photo is seen; the size stays exact") {
  for (const auto& [width, height] : {std::pair<int64_t, int64_t>{101, 67}, {1, 1}, {3, 90}}) {
    for (const double brush : {0.5, 0.7, 1., 1.3, 4.}) {
      const auto result = painted(synthetic_image(width, height), {.brush = brush});
      CHECK(result.sizes() == at::IntArrayRef({3, height, width}));
    }
  }
  const auto photo = synthetic_image(120, 90);
  const auto fine = painted(photo, {.brush = 0.5}), own = painted(photo, {.brush = 1});
  CHECK(mean_change(fine, own) > 0.01);
  CHECK(torch::equal(painted(photo, {}), own));  // smaller than the canvas
}

TEST_CASE("A photo that is larger than the canvas is painted as its small copy is") {
  const auto large = synthetic_image(2 * kCanvasSide, 160),
             small = synthetic_image(kCanvasSide, 80);
  const auto painting = painted(large, {}), copy = painted(small, {});
  CHECK(mean_change(at::avg_pool2d(painting.unsqueeze(0), 2)[0], copy) < 0.02);
}

TEST_CASE("Little memory makes tiles that nobody sees") {
  const auto photo = synthetic_image(1300, 840);  // more than the norms are taken from
  const auto hand = some_hand();
  const auto whole = painter().paint(photo, hand, {.brush = 1, .memory_bytes = int64_t{1} << 40});
  const auto tiled = painter().paint(photo, hand, {.brush = 1, .memory_bytes = 1});
  CHECK(largest_difference(tiled, whole) <= 1);
}

TEST_CASE("More memory is said to be taken for larger photos and finer brushes") {
  const auto bytes = [](int64_t side, const PaintOptions& options) {
    return painter().bytes_for({side, side, 3, BitDepth::u8}, options);
  };
  CHECK(bytes(100, {.brush = 1}) < bytes(3000, {.brush = 1}));
  CHECK(bytes(500, {.brush = 1}) < bytes(500, {.brush = 0.5}));
  CHECK(bytes(8000, {.brush = 1, .memory_bytes = 1 << 30}) < int64_t{2} << 30);
}

TEST_CASE("Any painting will do: of one pixel, of one colour, the photo itself") {
  const auto photo = synthetic_image(60, 40);
  for (const auto& painting :
       {plain_picture(1, 1, 0.5), plain_picture(30, 3, 0), plain_picture(2, 90, 1)}) {
    const auto result = imaging::to_tensor(painter().paint(photo, hand_of(painting)));
    CHECK(result.std({1, 2}).max().item<float>() > 0.01f);
  }
  CHECK(painter().paint(photo, hand_of(photo)).width() == 60);
  const auto black = painter().paint(plain_picture(50, 40, 0), some_hand());
  CHECK(black.width() == 50);
}

TEST_CASE("A painting is looked at in the size that the network asks for") {
  const auto large = written_photo(kFolder / "large.png", synthetic_image(192, 128));
  const auto painted = [&](int64_t side) {
    const auto path = kFolder / ("painter" + std::to_string(side) + ".safetensors");
    const auto painter = Painter::load(written_painter(
        path,
        {.levels = 2, .base_channels = 8, .partial_style_encoder = true, .painting_side = side}));
    return painter.paint(synthetic_image(64, 48), painter.prepare({large}));
  };
  CHECK(largest_difference(painted(192), painted(400)) == 0);
  CHECK(largest_difference(painted(48), painted(400)) > 0);
}

TEST_CASE("A painting of any sides is seen as one of sides that the network halves evenly") {
  const auto painting = synthetic_image(61, 43), photo = synthetic_image(60, 40);
  const auto mirrored = models::mirrored_to(imaging::to_tensor(painting), 48, 64);
  CHECK(largest_difference(
            painter().paint(photo, hand_of(painting)),
            painter().paint(photo, hand_of(imaging::to_image(mirrored, BitDepth::u8)))) == 0);
}

TEST_CASE("What lies under a mask or is transparent changes nothing, bit for bit") {
  const auto photo = synthetic_image(60, 40);
  auto half = torch::zeros({1, 10, 20});
  half.slice(2, 10).fill_(1);
  const auto mask = written_photo(kFolder / "mask.png", imaging::to_image(half, BitDepth::u8));
  auto painting = imaging::to_tensor(synthetic_image(210, 100));
  const auto paint = [&](const at::Tensor& colours, bool with_alpha) {
    auto picture = colours;
    if (with_alpha)
      picture = torch::cat(
          {colours, half.repeat_interleave(10, 1).repeat_interleave(11, 2).narrow(2, 0, 210)});
    const auto file = written_photo(kFolder / "m.png", imaging::to_image(picture, BitDepth::u8));
    const auto hand = painter().prepare({file, with_alpha ? std::nullopt : std::optional(mask)});
    return imaging::to_tensor(painter().paint(photo, hand));
  };
  const auto masked = paint(painting, false), transparent = paint(painting, true);
  const auto other = painting.clone();
  other.slice(2, 0, 104).uniform_();
  CHECK(torch::equal(paint(other, false), masked));
  CHECK(torch::equal(paint(other, true), transparent));
  other.slice(2, 150, 200).fill_(0);
  CHECK_FALSE(torch::equal(paint(other, false), masked));
  CHECK_FALSE(torch::equal(paint(other, true), transparent));
}

TEST_CASE("Paintings and weights that are none are typed errors") {
  auto bytes = read_file(written_photo(kFolder / "whole.png", synthetic_image(90, 70)));
  bytes.resize(bytes.size() / 2);
  write_file_atomically(kFolder / "cut.png", bytes);
  CHECK_THROWS_AS(painter().prepare({kFolder / "cut.png"}), ImageError);
  CHECK_THROWS_AS(painter().prepare({kFolder / "none.png"}), ImageError);
  const auto ghost = written_photo(kFolder / "ghost.png",
                                   imaging::to_image(torch::zeros({4, 9, 9}), BitDepth::u8));
  CHECK_THROWS_WITH(painter().prepare({ghost}), ContainsSubstring("ghost.png"));
  CHECK_THROWS_AS(Painter::load(kFolder / "none.safetensors"), CheckpointError);
  CHECK_THROWS_AS(Painter::load(kFolder / "whole.png"), CheckpointError);
  const auto finder = test::written_look_finder(kFolder / "look.safetensors");
  CHECK_THROWS_WITH(Painter::load(finder), ContainsSubstring("'look'"));
  CHECK_THROWS_AS(Painter::load(kFolder / "p.safetensors", "gpu"), ConfigError);
}

TEST_CASE("A plain style encoder reads whole paintings and says that it cannot read a part") {
  const auto plain = Painter::load(
      written_painter(kFolder / "plain.safetensors", {.levels = 2, .base_channels = 8}), "cpu");
  auto painting =
      torch::cat({imaging::to_tensor(synthetic_image(70, 50)), torch::ones({1, 50, 70})});
  const auto write = [&] {
    return written_photo(kFolder / "a.png", imaging::to_image(painting, BitDepth::u8));
  };
  const auto photo = synthetic_image(40, 30);
  CHECK(largest_difference(plain.paint(photo, plain.prepare({write()})), photo) > 10);
  painting[3].slice(0, 20, 30).zero_();
  CHECK_THROWS_WITH(plain.prepare({write()}), ContainsSubstring("a.png"));
}
