#include "lowlight/inference/photo_enhancer.h"

#include <ATen/ATen.h>
#include <torch/utils.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "lowlight/codecs/image_io.h"
#include "lowlight/core/error.h"
#include "lowlight/core/random.h"
#include "lowlight/core/srgb.h"
#include "lowlight/imaging/brightening.h"
#include "lowlight/imaging/tensor_bridge.h"
#include "support/catch.h"
#include "support/look_files.h"
#include "support/problems.h"
#include "support/synthetic_image.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::batch;
using namespace lowlight::inference;
using lowlight::test::largest_difference;
using lowlight::test::swapped_red_and_blue;
using lowlight::test::synthetic_image;
using lowlight::test::written_photo;
using lowlight::test::written_table;

namespace {

/// The synthetic picture, `stops` darker in encoded values.
imaging::Image dark_image(int64_t width, int64_t height, double factor, int64_t channels = 3) {
  auto image = synthetic_image(width, height, channels);
  for (uint8_t& code : image.bytes()) code = uint8_t(std::lround(code * factor));
  return image;
}

double mean(const imaging::Image& image) { return imaging::to_tensor(image).mean().item<double>(); }

}  // namespace

TEST_CASE("A dark photo comes out well lit, in its size and channels") {
  const auto enhancer = make_photo_enhancer({});
  for (const auto& [width, height, channels] :
       {std::array<int64_t, 3>{97, 61, 3}, {1, 1, 3}, {3, 200, 1}, {64, 64, 4}}) {
    const auto image = dark_image(width, height, 0.2, channels);
    const auto out = processed(*enhancer, image.clone());
    CHECK(out.width() == width);
    CHECK(out.height() == height);
    CHECK(out.channels() == channels);
  }
  const auto image = dark_image(300, 200, 0.2);
  CHECK(mean(processed(*enhancer, image.clone())) == Approx(0.46).margin(0.04));
}

TEST_CASE("A photo full of fine texture comes out as bright as a smooth one") {
  const auto enhancer = make_photo_enhancer({.denoise = 0});
  imaging::Image image(240, 160, 3, imaging::BitDepth::u8);
  for (int64_t y = 0; y < image.height(); ++y) {
    for (int64_t x = 0; x < image.width(); ++x)
      std::fill_n(image.row<uint8_t>(y) + 3 * x, 3, (x + y) % 2 == 0 ? 12 : 70);
  }
  // Metered on a smaller copy, where the texture is one grey, it would come out darker.
  CHECK(mean(processed(*enhancer, image.clone())) == Approx(0.46).margin(0.01));
}

TEST_CASE("Strength 0 returns the very pixels and strength mixes from there") {
  const auto image = dark_image(120, 80, 0.2);
  CHECK(largest_difference(processed(*make_photo_enhancer({.strength = 0}), image.clone()),
                           image) == 0);
  double before = mean(image);
  for (const double strength : {0.25, 0.5, 0.75, 1.0}) {
    const double now = mean(processed(*make_photo_enhancer({.strength = strength}), image.clone()));
    CHECK(now > before + 0.03);
    before = now;
  }
}

TEST_CASE("A well-lit photo keeps its very pixels") {
  const auto enhancer = make_photo_enhancer({});
  const auto image = synthetic_image(150, 100);
  CHECK(largest_difference(processed(*enhancer, image.clone()), image) == 0);
}

TEST_CASE("Without a look no weights are read, and with one they must be there") {
  const test::TemporaryFolder folder;
  const auto none = folder.path() / "none.safetensors";
  const auto enhancer = make_photo_enhancer({});
  CHECK(mean(processed(*enhancer, dark_image(160, 120, 0.2))) == Approx(0.46).margin(0.04));
  CHECK(enhancer->description() == "closed form, strength 1, on cpu");
  CHECK(needed_weights({.model = none}).empty());
  const auto photo = written_photo(folder.path() / "a.png", synthetic_image(40, 30));
  CHECK_THROWS_AS(make_photo_enhancer({.look = photo, .model = none}), CheckpointError);
  CHECK_THROWS_AS(needed_weights({.look = photo, .model = none}), CheckpointError);
  CHECK(needed_weights({.look = photo, .look_strength = 0, .model = none}).empty());
}

TEST_CASE("What is set for a look that is not there is refused by name") {
  CHECK(test::keys_of(problems_of(EnhanceSettings{.look_strength = 0.5, .model = "a"})) ==
        std::vector<std::string>{"look-strength", "model"});
  CHECK(problems_of(EnhanceSettings{.look = "a", .look_strength = 0.5, .model = "b"}).empty());
}

TEST_CASE("A look is put on well-lit photos whole, and on dark ones brightened") {
  const test::TemporaryFolder folder;
  const auto table = written_table(folder.path() / "swap.cube", swapped_red_and_blue());
  CHECK(needed_weights({.look = table}).empty());
  const auto lit = synthetic_image(150, 100), dark = dark_image(120, 80, 0.2);
  const auto enhancer = make_photo_enhancer({.look = table});
  CHECK(enhancer->description() == "closed form, look of swap.cube, strength 1, on cpu");
  const auto turned = [](const imaging::Image& image) { return imaging::to_tensor(image).flip(0); };
  const auto looked = [&](const imaging::Image& image, const EnhanceSettings& settings) {
    return imaging::to_tensor(processed(*make_photo_enhancer(settings), image.clone()));
  };
  CHECK((looked(lit, {.look = table}) - turned(lit)).abs().max().item<double>() < 1.01 / 255);
  const auto brightened = processed(*make_photo_enhancer({}), dark.clone());
  CHECK((looked(dark, {.look = table}) - turned(brightened)).abs().mean().item<double>() <
        2. / 255);
  const auto half = looked(lit, {.look = table, .look_strength = 0.5});
  CHECK((2 * half - turned(lit) - imaging::to_tensor(lit)).abs().max().item<double>() < 3. / 255);
  for (const EnhanceSettings& none : {EnhanceSettings{.look = table, .look_strength = 0},
                                      EnhanceSettings{.strength = 0, .look = table}})
    CHECK((looked(lit, none) - imaging::to_tensor(lit)).abs().max().item<double>() == 0);
}

TEST_CASE("Exposure makes dark and well-lit photos brighter or darker by stops") {
  for (const auto& image : {dark_image(120, 80, 0.2), synthetic_image(150, 100)}) {
    double before = 0;
    for (const double exposure : {-1.0, -0.5, 0.0, 0.5, 1.0}) {
      const auto enhancer = make_photo_enhancer({.exposure = exposure});
      const double now = mean(processed(*enhancer, image.clone()));
      CHECK(now > before + 0.02);
      before = now;
    }
  }
}

TEST_CASE("An overexposed photo is brought down, and what is clipped stays white") {
  imaging::Image image(64, 48, 3, imaging::BitDepth::u8);
  std::ranges::fill(image.bytes(), uint8_t(230));
  std::fill_n(image.row<uint8_t>(0), 3 * 64 * 8, uint8_t(255));
  const auto out = processed(*make_photo_enhancer({.exposure = -2}), image.clone());
  CHECK(int(out.row<uint8_t>(2)[30]) == 255);
  CHECK(int(out.row<uint8_t>(40)[30]) < 190);
}

TEST_CASE("Light colours of which one part is clipped do not glow when brought down") {
  imaging::Image image(64, 48, 3, imaging::BitDepth::u8);
  for (int64_t y = 0; y < 48; ++y) {
    for (int64_t x = 0; x < 64; ++x) {
      const std::array<uint8_t, 3> grass{210, 255, 170};
      std::ranges::copy(grass, image.row<uint8_t>(y) + 3 * x);
    }
  }
  const auto out = processed(*make_photo_enhancer({.exposure = -2}), image.clone());
  const uint8_t* pixel = out.row<uint8_t>(20) + 60;
  CHECK(int(pixel[1]) == 255);
  CHECK(int(pixel[0]) < 200);
  CHECK(int(pixel[2]) > 130);
  CHECK(int(pixel[2]) < 160);
}

TEST_CASE("What is clipped stays white where the rest of the photo is noisy") {
  RandomStream random({8});
  imaging::Image image(320, 240, 3, imaging::BitDepth::u8);
  for (int64_t y = 0; y < 240; ++y) {
    for (int64_t i = 0; i < 3 * 320; ++i) {
      const double code = y < 80 ? 255 : 130 + 90 * double(i) / 960 + 8 * random.normal();
      image.row<uint8_t>(y)[i] = uint8_t(std::clamp(code, 0., 255.));
    }
  }
  for (const double exposure : {-1.0, -2.0, -4.0}) {
    const auto out = processed(*make_photo_enhancer({.exposure = exposure}), image.clone());
    CHECK(int(out.row<uint8_t>(30)[300]) >= 254);
  }
}

TEST_CASE("A lamp in the night keeps its colour and its detail, the night becomes brighter") {
  imaging::Image image(240, 160, 3, imaging::BitDepth::u8);
  std::ranges::fill(image.bytes(), uint8_t(10));
  for (int64_t y = 60; y < 100; ++y) {
    for (int64_t x = 100; x < 140; ++x) {
      const std::array<uint8_t, 3> orange{uint8_t(x < 120 ? 250 : 130), 100, 20};
      std::ranges::copy(orange, image.row<uint8_t>(y) + 3 * x);
    }
  }
  const auto out = processed(*make_photo_enhancer({.denoise = 0}), image.clone());
  const auto burnt =
      processed(*make_photo_enhancer({.highlights = 0, .denoise = 0}), image.clone());
  const auto red_step = [](const imaging::Image& picture) {
    return picture.row<uint8_t>(80)[3 * 110] - picture.row<uint8_t>(80)[3 * 130];
  };
  const auto green = [](const imaging::Image& picture) { return picture.row<uint8_t>(80)[331]; };
  CHECK(red_step(out) > red_step(burnt) + 2);
  CHECK(green(out) + 20 < green(burnt));
  CHECK(out.row<uint8_t>(10)[30] > 40);
}

TEST_CASE("Black stays black, however dark the photo") {
  auto image = dark_image(160, 120, 0.05);
  for (int64_t y = 0; y < 60; ++y) std::fill_n(image.row<uint8_t>(y), 3 * 160, uint8_t(0));
  const auto out = processed(*make_photo_enhancer({}), image.clone());
  double sum = 0;
  for (int64_t y = 0; y < 50; ++y) {
    for (int64_t i = 0; i < 3 * 160; ++i) sum += out.row<uint8_t>(y)[i] / 255.;
  }
  CHECK(sum / (50 * 3 * 160) < 0.03);
}

TEST_CASE("What the meter decided is said, of dark photos and of well-lit ones") {
  const auto enhancer = make_photo_enhancer({});
  const auto decision = [&](imaging::Image image) {
    batch::Remarks remarks;
    processed(*enhancer, std::move(image), &remarks);
    REQUIRE(remarks.exposure);
    CHECK(remarks.warnings.empty());
    return *remarks.exposure;
  };
  const auto dark = decision(dark_image(120, 80, 0.1)), lit = decision(synthetic_image(120, 80));
  CHECK(dark.share == 1);
  const auto image = dark_image(120, 80, 0.1);
  const double before = srgb_to_linear(mean(image));
  const double after = srgb_to_linear(mean(processed(*enhancer, image.clone())));
  CHECK(dark.ev == Approx(std::log2(after / before)).margin(0.5));
  CHECK_THAT(dark.why, ContainsSubstring("dark: brightened by") && ContainsSubstring("mean luma"));
  CHECK(lit.share == 0);
  CHECK_THAT(lit.why, ContainsSubstring("well exposed: left as it is"));
}

TEST_CASE("A map of trust is handed out where it is asked for, at any strength") {
  for (const double strength : {0.0, 1.0}) {
    const auto enhancer = make_photo_enhancer({.strength = strength, .trust_map = true});
    CHECK(enhancer->changes_pictures());
    batch::Remarks remarks;
    batch::processed(*enhancer, dark_image(40, 30, 0.02), &remarks);
    REQUIRE(remarks.trust_map);
    CHECK((remarks.trust_map->width() == 40 && remarks.trust_map->height() == 30));
  }
  batch::Remarks none;
  batch::processed(*make_photo_enhancer({}), dark_image(40, 30, 0.02), &none);
  CHECK_FALSE(none.trust_map);
}

TEST_CASE("Denoise 0 calms nothing and more of it leaves less difference between neighbours") {
  auto image = dark_image(160, 120, 0.15);
  RandomStream random{8};
  for (uint8_t& code : image.bytes())
    code = uint8_t(std::clamp(code + 2 * random.normal(), 0., 255.));
  double before = 1;
  for (const double denoise : {0.0, 0.5, 1.0, 3.0}) {
    const auto out =
        imaging::to_tensor(processed(*make_photo_enhancer({.denoise = denoise}), image.clone()));
    const double roughness = out.diff(1, 2).abs().mean().item<double>();
    CHECK(roughness < 0.98 * before);
    before = roughness;
  }
}

TEST_CASE("What lies under alpha 0 changes nothing that is seen") {
  const auto enhancer = make_photo_enhancer({});
  std::vector<at::Tensor> seen;
  for (const int hidden : {0, 255}) {
    auto image = dark_image(80, 60, 0.2, 4);
    for (int64_t y = 0; y < 60; ++y) {
      for (int64_t x = 0; x < 80; ++x) {
        uint8_t* pixel = image.row<uint8_t>(y) + 4 * x;
        pixel[3] = x < 40 ? 0 : 255;
        if (x < 40) pixel[0] = pixel[1] = pixel[2] = uint8_t(hidden);
      }
    }
    seen.push_back(imaging::to_tensor(processed(*enhancer, std::move(image))).slice(2, 40));
  }
  CHECK(at::equal(seen[0], seen[1]));
}

TEST_CASE("Settings and files that cannot work are typed errors") {
  const test::TemporaryFolder folder;
  CHECK_THROWS_AS(make_photo_enhancer({.strength = 1.5}), ConfigError);
  CHECK_THROWS_AS(make_photo_enhancer({.strength = std::nan("")}), ConfigError);
  const EnhanceSettings wrong{
      .exposure = 9, .highlights = 2, .shadows = -3, .denoise = -1, .style_mask = "m.png"};
  const auto problems = problems_of(wrong);
  CHECK(test::keys_of(problems) ==
        std::vector<std::string>{"exposure", "highlights", "shadows", "denoise", "style-mask"});
  CHECK(test::has_problem(problems, "exposure", in(-5, 5), "9"));
  CHECK(test::has_problem(problems, "denoise", in(0, 4), "-1"));
  CHECK_THROWS_WITH(make_photo_enhancer(wrong),
                    ContainsSubstring("exposure") && ContainsSubstring("style-mask"));
  CHECK_THROWS_AS(make_photo_enhancer({.look = folder.path() / "none.jpg"}), ImageError);
  CHECK_THROWS_AS(make_photo_enhancer({.device = "abacus"}), ConfigError);
}
