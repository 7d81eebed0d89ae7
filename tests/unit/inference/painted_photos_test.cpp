// Photos that make_photo_enhancer paints.
#include <torch/types.h>

#include "lowlight/core/error.h"
#include "lowlight/imaging/tensor_bridge.h"
#include "lowlight/inference/painter.h"
#include "lowlight/inference/photo_enhancer.h"
#include "support/catch.h"
#include "support/look_files.h"
#include "support/painter_files.h"
#include "support/problems.h"
#include "support/synthetic_image.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::inference;
using batch::processed;
using imaging::BitDepth;
using imaging::Image;
using test::largest_difference;
using test::synthetic_image;
using test::written_photo;

namespace {

struct Painted {
  test::TemporaryFolder folder;
  std::filesystem::path weights = test::written_painter(folder / "painter.safetensors");
  std::filesystem::path painting = written_photo(folder / "painting.png", synthetic_image(70, 50));

  EnhanceSettings settings() const {
    return {.paint = painting, .paint_model = weights, .device = "cpu"};
  }
  Image direct(const Image& photo, const PaintOptions& options = {}) const {
    const auto painter = Painter::load(weights, "cpu");
    return painter.paint(photo, painter.prepare({painting}), options);
  }
};

Image in_darkness(int64_t width, int64_t height) {
  return imaging::to_image(imaging::to_tensor(synthetic_image(width, height)) * 0.12, BitDepth::u8);
}

Image enhanced(const Image& photo, const EnhanceSettings& settings) {
  return processed(*make_photo_enhancer(settings), photo.clone());
}

}  // namespace

TEST_CASE("A well-lit photo is painted as it is, a dark one as it is brightened") {
  const Painted with;
  const auto lit = synthetic_image(60, 44), dark = in_darkness(60, 44);
  CHECK(largest_difference(enhanced(lit, with.settings()), with.direct(lit)) == 0);
  const auto brightened = enhanced(dark, {});
  CHECK(largest_difference(enhanced(dark, with.settings()), with.direct(brightened)) == 0);
}

TEST_CASE("A look is put on before the painting") {
  const Painted with;
  const auto lit = synthetic_image(60, 44);
  auto settings = with.settings();
  settings.look = test::written_table(with.folder / "swap.cube", test::swapped_red_and_blue());
  const auto looked = enhanced(lit, {.look = settings.look});
  CHECK(largest_difference(enhanced(lit, settings), with.direct(looked)) == 0);
  CHECK(make_photo_enhancer(settings)->description() ==
        "closed form, look of swap.cube, painted by painting.png, strength 1, on cpu");
}

TEST_CASE("All strengths and the brush reach the painter") {
  const Painted with;
  const auto lit = synthetic_image(60, 44), dark = in_darkness(60, 44);
  auto settings = with.settings();
  settings.paint_strength = 0.4;
  settings.brush = {2};
  settings.keep_colours = true;
  const auto direct = with.direct(lit, {.strength = 0.4, .brush = 2, .keep_colours = true});
  CHECK(largest_difference(enhanced(lit, settings), direct) == 0);
  settings = with.settings();
  settings.strength = 0.5;
  const auto whole = imaging::to_tensor(enhanced(dark, with.settings()));
  const auto half = imaging::to_tensor(enhanced(dark, settings));
  CHECK((2 * half - whole - imaging::to_tensor(dark)).abs().max().item<float>() < 2.1f / 255);
  settings.strength = 0;
  CHECK(largest_difference(enhanced(dark, settings), dark) == 0);
  settings = with.settings();
  settings.paint_strength = 0;
  CHECK(largest_difference(enhanced(dark, settings), enhanced(dark, {})) == 0);
}

TEST_CASE("Bands over the photo itself give what the whole gives") {
  const Painted with;
  auto settings = with.settings();
  settings.strength = 0.7;
  const auto enhancer = make_photo_enhancer(settings);
  const auto photo = in_darkness(51, 90);
  auto in_place = photo.clone();
  enhancer->process(in_place, 2, imaging::replace_rows_of(in_place));
  CHECK(largest_difference(in_place, processed(*enhancer, photo.clone())) == 0);
}

TEST_CASE("Alpha is kept, and what is under it has no influence on what is seen") {
  const Painted with;
  auto photo =
      torch::cat({imaging::to_tensor(in_darkness(64, 48)), torch::ones({1, 48, 64}) * 0.7});
  photo[3].slice(1, 20, 40).zero_();
  const auto enhancer = make_photo_enhancer(with.settings());
  const auto result = [&] {
    return imaging::to_tensor(processed(*enhancer, imaging::to_image(photo, BitDepth::u8)));
  };
  const auto before = result();
  CHECK((before[3] - photo[3]).abs().max().item<float>() < 1.f / 255);
  photo.slice(0, 0, 3).slice(2, 20, 40).uniform_();
  CHECK(torch::equal(result(), before));
}

TEST_CASE("Painting says what memory it takes, and little of it changes nothing") {
  const Painted with;
  auto settings = with.settings();
  const auto enhancer = make_photo_enhancer(settings);
  const imaging::ImageShape small{400, 300, 3, BitDepth::u8}, large{800, 600, 3, BitDepth::u8};
  CHECK(enhancer->bytes_for(small) > 400 * 300 * 100);
  CHECK(enhancer->bytes_for(small) < enhancer->bytes_for(large));
  CHECK(make_photo_enhancer({})->bytes_for(large) == 0);
  const auto photo = synthetic_image(220, 130);
  const auto whole = processed(*enhancer, photo.clone());
  settings.paint_memory = 1;
  CHECK(largest_difference(enhanced(photo, settings), whole) <= 1);
}

TEST_CASE("Settings that need a painting or contradict each other are all named") {
  const auto keys_of = [](const EnhanceSettings& settings) {
    std::vector<std::string> keys;
    for (const auto& problem : problems_of(settings)) keys.push_back(problem.key);
    return keys;
  };
  using Keys = std::vector<std::string>;
  CHECK(keys_of({.paint_strength = 0.5,
                 .brush = {2},
                 .keep_colours = true,
                 .paint_model = "a",
                 .style_mask = "b"}) ==
        Keys{"style-mask", "paint-strength", "brush", "keep-colours", "paint-model"});
  CHECK(keys_of({.look = "a", .paint = "b", .style_mask = "c"}) == Keys{"style-mask"});
  CHECK(keys_of({.paint = "a", .brush = {7}}) == Keys{"brush"});
  CHECK(keys_of({.look = "a",
                 .paint = "b",
                 .paint_strength = 0.5,
                 .brush = {0.5},
                 .keep_colours = true,
                 .paint_model = "c"})
            .empty());
  CHECK_THROWS_AS(make_photo_enhancer({.brush = {2}}), ConfigError);
}

TEST_CASE("A painting needs its weights and a file that is one") {
  const Painted with;
  CHECK(needed_weights(with.settings()) == std::vector{with.weights});
  auto settings = with.settings();
  settings.paint_model = with.folder / "none.safetensors";
  CHECK_THROWS_AS(make_photo_enhancer(settings), CheckpointError);
  CHECK_THROWS_AS(needed_weights(settings), CheckpointError);
  settings.paint_strength = 0;
  CHECK(needed_weights(settings).empty());
  settings = with.settings();
  settings.paint = with.weights;
  CHECK_THROWS_AS(make_photo_enhancer(settings), ImageError);
}
