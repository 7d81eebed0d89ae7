#include "lowlight/batch/comparison.h"

#include <filesystem>
#include <string>

#include "lowlight/core/atomic_file.h"
#include "lowlight/core/error.h"
#include "lowlight/pages/address.h"
#include "support/catch.h"
#include "support/markup.h"
#include "support/photo_files.h"
#include "support/synthetic_image.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::batch;
using codecs::Photo;
using imaging::BitDepth;
using imaging::Image;
using lowlight::test::photo_of;
using lowlight::test::read_markup;
using lowlight::test::synthetic_image;
using lowlight::test::TemporaryFolder;
namespace fs = std::filesystem;

namespace {

Image filled(int64_t width, int64_t height, int64_t channels, BitDepth depth, double value) {
  Image image(width, height, channels, depth);
  const auto code = std::lround(value * double(imaging::full_scale(depth)));
  for (int64_t y = 0; y < height; ++y) {
    for (int64_t i = 0; i < width * channels; ++i) {
      if (depth == BitDepth::u8)
        image.row<uint8_t>(y)[i] = uint8_t(code);
      else
        image.row<uint16_t>(y)[i] = uint16_t(code);
    }
  }
  return image;
}

Image decoded(const std::vector<uint8_t>& file) {
  return codecs::decode_photo(file, "sheet").image;
}

int brightness_at(const Image& image, int64_t x, int64_t y) {
  return image.row<uint8_t>(y)[x * image.channels() + 1];
}

}  // namespace

TEST_CASE("Figures are those of the pixels whatever depth and channels") {
  for (const auto depth : {BitDepth::u8, BitDepth::u16}) {
    for (const int64_t channels : {1, 3, 4}) {
      CHECK(figures_of(filled(7, 5, channels, depth, 0.2)).mean_luma == Approx(0.2).margin(1e-3));
      CHECK(figures_of(filled(7, 5, channels, depth, 0.2)).clipped == 0);
      CHECK(figures_of(filled(1, 1, channels, depth, 1)).clipped == 1);
    }
  }
}

TEST_CASE("A pixel is clipped when one colour is and not when only its alpha is") {
  auto image = filled(10, 10, 4, BitDepth::u8, 0.5);
  for (int64_t y = 0; y < 10; ++y) {
    for (int64_t x = 0; x < 10; ++x) image.row<uint8_t>(y)[4 * x + 3] = 255;
  }
  CHECK(figures_of(image).clipped == 0);
  image.row<uint8_t>(3)[4 * 2 + 2] = 255;
  CHECK(figures_of(image).clipped == Approx(0.01));
}

TEST_CASE("A comparison holds both pictures small and the photo's true size") {
  const auto pair =
      compare({}, filled(1203, 601, 3, BitDepth::u8, 0.1), filled(1203, 601, 3, BitDepth::u8, 0.6));
  CHECK(pair.width == 1203);
  CHECK(pair.height == 601);
  CHECK(pair.thumbnail_width == 480);
  CHECK(pair.thumbnail_height == 240);
  CHECK(pair.before.mean_luma < pair.after.mean_luma);
  CHECK(decoded(pair.before_jpeg).width() == 480);
  CHECK(brightness_at(decoded(pair.before_jpeg), 100, 100) == Approx(26).margin(3));
  CHECK(brightness_at(decoded(pair.after_jpeg), 100, 100) == Approx(153).margin(3));
}

TEST_CASE("Every shape of photo has its comparison and sheets with before and after in place") {
  for (const auto& [width, height] :
       {std::pair<int64_t, int64_t>{1, 1}, {1, 3000}, {3000, 1}, {2, 7}}) {
    for (const int64_t channels : {1, 3, 4}) {
      const auto before = filled(width, height, channels, BitDepth::u16, 0.1);
      const auto after = filled(width, height, channels, BitDepth::u16, 0.8);
      INFO(width << " x " << height << " x " << channels);
      const auto is_before = [](const Image& image, int64_t x) {
        return brightness_at(image, x, 0) < 60;
      };
      const auto is_after = [](const Image& image, int64_t x) {
        return brightness_at(image, x, 0) > 170;
      };
      const auto pair = compare({}, before, after);
      CHECK(is_before(decoded(pair.before_jpeg), 0));
      CHECK(is_after(decoded(pair.after_jpeg), 0));
      const auto side = decoded(comparison_sheet({}, before, after, SheetKind::side, "a"));
      CHECK(is_before(side, 0));
      CHECK(is_after(side, side.width() - 1));
      const auto half = decoded(comparison_sheet({}, before, after, SheetKind::split, "a"));
      CHECK(is_after(half, half.width() - 1));
      if (half.width() > 1) CHECK(is_before(half, 0));
    }
  }
}

TEST_CASE("A profile goes with the small pictures unless it is for grey or huge") {
  auto photo = photo_of(synthetic_image(20, 20));
  const auto profile_of = [&] {
    const auto pair = compare(photo, photo.image, synthetic_image(20, 20, photo.image.channels()));
    return codecs::decode_photo(pair.after_jpeg, "a").metadata.icc_profile;
  };
  photo.metadata.icc_profile.assign(500, 7);
  CHECK(profile_of() == photo.metadata.icc_profile);
  photo.metadata.icc_profile.assign(100'000, 7);
  CHECK(profile_of().empty());
  photo = photo_of(synthetic_image(20, 20, 1));
  photo.metadata.icc_profile.assign(500, 7);
  CHECK(profile_of().empty());
}

TEST_CASE("Sheets show before on the left and after on the right") {
  const auto before = filled(200, 100, 3, BitDepth::u8, 0.1);
  const auto after = filled(200, 100, 3, BitDepth::u8, 0.8);
  const auto side = decoded(comparison_sheet({}, before, after, SheetKind::side, "a"));
  CHECK(side.width() == 408);
  CHECK(side.height() == 100);
  CHECK(brightness_at(side, 50, 50) == Approx(26).margin(4));
  CHECK(brightness_at(side, 350, 50) == Approx(204).margin(4));
  const auto half = decoded(comparison_sheet({}, before, after, SheetKind::split, "a"));
  CHECK(half.width() == 200);
  CHECK(brightness_at(half, 50, 50) == Approx(26).margin(4));
  CHECK(brightness_at(half, 150, 50) == Approx(204).margin(4));
}

TEST_CASE("A sheet of what clipped has both pictures as they are and a grey one with marks") {
  for (const auto depth : {BitDepth::u8, BitDepth::u16}) {
    for (const int64_t channels : {1, 3, 4}) {
      const auto before = filled(200, 100, channels, depth, 0.1);
      const auto after = filled(200, 100, channels, depth, 1);
      const auto clipped = decoded(comparison_sheet({}, before, after, SheetKind::clipped, "a"));
      CHECK(clipped.width() == 616);
      CHECK(brightness_at(clipped, 50, 50) == Approx(26).margin(4));
      CHECK(brightness_at(clipped, 350, 50) == 255);
      CHECK(clipped.row<uint8_t>(50)[3 * 500] > 240);
      CHECK(brightness_at(clipped, 500, 50) == Approx(38).margin(4));
      const auto calm = decoded(comparison_sheet({}, before, before, SheetKind::clipped, "a"));
      CHECK(brightness_at(calm, 500, 50) == Approx(0.6 * 26).margin(4));
    }
  }
}

TEST_CASE("Marks lie over a page's pictures of one size and can be switched on") {
  auto before = filled(60, 40, 3, BitDepth::u8, 0.1), after = filled(60, 40, 3, BitDepth::u8, 0.8);
  const auto page_of = [&] {
    const auto bytes = comparison_sheet({}, before, after, SheetKind::html, "a");
    return read_markup({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  };
  CHECK(page_of().all("img", "marks").empty());
  CHECK(page_of().all("label", "clipping").empty());
  after.row<uint8_t>(7)[30] = 255;
  const auto page = page_of();
  CHECK(page.all("img", "before").empty());
  REQUIRE(page.all("img", "after").size() == 1);
  const auto switches = page.all("label", "clipping");
  REQUIRE(switches.size() == 1);
  CHECK(switches[0]->all("input").at(0)->attributes.at("type") == "checkbox");
  const auto pair = compare({}, before, after);
  CHECK(pair.before_marks.empty());
  CHECK(decoded(pair.after_marks).width() == pair.thumbnail_width);
  CHECK(decoded(pair.after_marks).height() == pair.thumbnail_height);
}

TEST_CASE("A sheet as a page has a slider that a keyboard can move") {
  const std::string name = "<b>\"'&\n.jpg";
  const auto before = filled(60, 40, 3, BitDepth::u8, 0.1);
  const auto after = filled(60, 40, 3, BitDepth::u8, 0.8);
  const auto bytes = comparison_sheet({}, before, after, SheetKind::html, name);
  const auto page = read_markup({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  CHECK(page.all("b").empty());
  const auto pictures = page.all("img");
  const auto pair = compare({}, before, after, {.long_side = 1600, .quality = 88});
  REQUIRE(pictures.size() == 2);
  CHECK(pictures[0]->attributes.at("src") == pages::data_uri("image/jpeg", pair.before_jpeg));
  CHECK(pictures[0]->attributes.at("alt") == name + " before");
  CHECK(pictures[1]->attributes.at("src") == pages::data_uri("image/jpeg", pair.after_jpeg));
  CHECK(pictures[1]->attributes.at("alt") == name + " after");
  CHECK(page.all("input").at(0)->attributes.at("type") == "range");
  CHECK_THAT(page.all("input").at(0)->attributes.at("aria-label"), ContainsSubstring(name));
}

TEST_CASE("A sheet lies beside its output and never replaces a photo of the batch") {
  CHECK(sheet_path("out/night.jpg", SheetKind::side) == "out/night.jpg.compare.jpg");
  CHECK(sheet_path("out/night.jpg", SheetKind::html) == "out/night.jpg.compare.html");
  const BatchPlan plan{.photos = {{"in/a.jpg", "out/a.jpg", {}, ""},
                                  {"in/b.jpg", "out/./a.jpg.compare.jpg", {}, ""}}};
  CHECK_THROWS_AS(SheetWriter(plan, SheetKind::side), ConfigError);
  CHECK_NOTHROW(SheetWriter(plan, SheetKind::html));
}

TEST_CASE("The writer writes into folders that are not there yet and names what it cannot") {
  const TemporaryFolder root;
  SheetWriter writer({}, SheetKind::split);
  const auto before = photo_of(synthetic_image(20, 10));
  writer.processed(
      {.input = "a.png", .output = root / "x/y/a.png"}, before, before.image, before.image);
  CHECK(fs::file_size(root / "x/y/a.png.compare.jpg") > 100);
  write_file_atomically(root / "file", std::vector<uint8_t>());
  CHECK_THROWS_WITH(
      writer.processed(
          {.input = "a.png", .output = root / "file/a.png"}, before, before.image, before.image),
      ContainsSubstring("no comparison sheet: "));
}
