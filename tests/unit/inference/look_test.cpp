#include "lowlight/inference/look.h"

#include <torch/types.h>

#include <cmath>
#include <fstream>

#include "lowlight/colours/cube_file.h"
#include "lowlight/core/error.h"
#include "lowlight/imaging/tensor_bridge.h"
#include "support/catch.h"
#include "support/face_photo.h"
#include "support/look_files.h"
#include "support/synthetic_image.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::inference;
using imaging::BitDepth;
using imaging::Image;
namespace fs = std::filesystem;
using test::largest_difference;
using test::synthetic_image;
using test::written_photo;
using test::written_table;

namespace {

Image one_colour(int64_t width, int64_t height, double red, double green, double blue) {
  const auto colour = torch::tensor({red, green, blue}, torch::kFloat).view({3, 1, 1});
  return imaging::to_image(colour.expand({3, height, width}).contiguous(), BitDepth::u8);
}

/// The largest change that the look makes of any colour.
float strongest_change(const Look& look) {
  float largest = 0;
  const auto nodes = imaging::identity_table(9), table = imaging::resampled(look.table, 9);
  for (size_t i = 0; i < nodes.nodes.size(); ++i)
    largest = std::max(largest, std::abs(nodes.nodes[i] - table.nodes[i]));
  return largest;
}

/// A table of two nodes a channel would be straight: this one crushes `weak` and lifts `strong`.
imaging::ColourTable strong_cast(size_t weak, size_t strong) {
  auto table = imaging::identity_table(17);
  for (int64_t i = 0; i < imaging::node_count(table.kind, table.size); ++i) {
    float* node = table.node(i);
    node[weak] = std::pow(std::max(0.f, (node[weak] - 0.25f) / 0.75f), 1.5f);
    node[strong] = 0.2f + 0.8f * std::pow(node[strong], 0.6f);
  }
  return table;
}

double mean_difference(const Image& a, const Image& b) {
  return (imaging::to_tensor(a) - imaging::to_tensor(b)).abs().mean().item<double>();
}

}  // namespace

TEST_CASE("The look of a table is the table, whatever its kind, and is kept") {
  const test::TemporaryFolder folder;
  const auto look = Look::find({written_table(folder / "a.CUBE", test::swapped_red_and_blue())});
  CHECK(look.table.size == 2);
  look.save(folder / "b.cube");
  const auto kept = Look::find({folder / "b.cube"});
  CHECK(kept.table.size == kSavedNodes);
  const auto picture = synthetic_image(40, 30);
  const auto turned = imaging::to_tensor(picture).flip(0);
  for (const auto& each : {look, kept}) {
    const auto result = imaging::to_tensor(each.apply(picture));
    CHECK((result - turned).abs().max().item<float>() < 1.01f / 255);
  }
  CHECK(holds_table(folder / "b.cube"));
}

TEST_CASE("A look is put on in part, and not at all with strength 0") {
  const Look look{test::swapped_red_and_blue()};
  const auto picture = synthetic_image(40, 30);
  CHECK(largest_difference(look.apply(picture, 0), picture) == 0);
  const auto half = imaging::to_tensor(look.apply(picture, 0.5));
  const auto before = imaging::to_tensor(picture);
  CHECK((2 * half - before - before.flip(0)).abs().max().item<float>() < 2.1f / 255);
  for (const int64_t channels : {1, 4}) {
    const auto other = synthetic_image(20, 10, channels, BitDepth::u16);
    const auto result = look.apply(other);
    CHECK(result.channels() == channels);
    CHECK(result.depth() == BitDepth::u16);
  }
}

TEST_CASE("A look knows no strength beyond 0 to 1") {
  const Look look{test::swapped_red_and_blue()};
  const auto picture = synthetic_image(4, 3);
  for (const double strength : {-0.1, 1.1, std::nan("")})
    CHECK_THROWS_AS(look.apply(picture, strength), c10::ValueError);
}

TEST_CASE("A look is kept under any name, and where it cannot be, the file is named") {
  const test::TemporaryFolder folder;
  const Look look{test::swapped_red_and_blue()};
  const auto file = folder / "A\nb\"c.cube";
  look.save(file);
  std::string title;
  std::getline(std::ifstream(file) >> std::ws, title);
  CHECK(title == "TITLE \"a_b_c\"");
  CHECK(colours::read_cube(file).size == kSavedNodes);
  try {
    look.save(folder / "none/a.cube");
    FAIL("saved in a folder that is not there");
  } catch (const ImageError& error) {
    CHECK(error.where() == (folder / "none/a.cube").string());
  }
  CHECK_THROWS_AS(look.save(folder.path()), ImageError);
}

TEST_CASE("A table tells what it has no use for") {
  const test::TemporaryFolder folder;
  const auto table = written_table(folder / "a.cube", test::swapped_red_and_blue());
  std::vector<std::string> warnings;
  Look::find({table, folder / "mask.png", folder / "weights"}, &warnings);
  REQUIRE(warnings.size() == 2);
  CHECK_THAT(warnings[0], ContainsSubstring("a.cube") && ContainsSubstring("mask.png"));
  CHECK_THAT(warnings[1], ContainsSubstring("weights"));
  Look::find({table}, &warnings);
  CHECK(warnings.size() == 2);
}

TEST_CASE("A Hald picture is a table by its content, or by its name, which may be wrong") {
  const test::TemporaryFolder folder;
  Image hald(8, 8, 3, BitDepth::u8);
  const auto identity = imaging::identity_table(4);
  for (int64_t i = 0; i < 64; ++i) {
    for (int64_t c = 0; c < 3; ++c)
      hald.bytes()[size_t(3 * i + c)] = uint8_t(255 - std::lround(255 * identity.node(i)[2 - c]));
  }
  const auto negative = hald.clone();
  for (uint8_t& code : hald.bytes()) code = uint8_t(255 - code);
  CHECK(Look::find({written_photo(folder / "a.png", hald.clone())}).table.size == 4);
  CHECK(holds_table(folder / "a.png"));
  CHECK(Look::find({written_photo(folder / "HaldCLUT.png", negative.clone())}).table.size == 4);
  const auto odd = written_photo(folder / "hald-odd.png", synthetic_image(100, 100));
  CHECK_THROWS_AS(Look::find({odd}), ImageError);
  CHECK_FALSE(holds_table(written_photo(folder / "photo.png", synthetic_image(64, 64))));
}

TEST_CASE("The look of a photo is found, bounded, and the same each time") {
  const test::TemporaryFolder folder;
  const auto model = test::written_look_finder(folder / "look.safetensors");
  const auto photo = written_photo(folder / "photo.png", synthetic_image(90, 70));
  const auto look = Look::find({photo, {}, model});
  CHECK(look.table.size == kSavedNodes);
  CHECK(strongest_change(look) > 0.05f);
  CHECK(look.table.nodes == Look::find({photo, {}, model}).table.nodes);
  for (const float number : look.table.nodes) CHECK((number >= 0 && number <= 1));
}

TEST_CASE("Strong casts that anyone sees in a photo are carried by the weights that ship") {
  const test::TemporaryFolder folder;
  const auto plain = test::face_photo();
  double left = 0, nothing = 0;
  for (const auto& [weak, strong] : {std::pair<size_t, size_t>{0, 2}, {2, 0}, {1, 2}}) {
    const auto cast = Look{strong_cast(weak, strong)}.apply(plain);
    const auto look = Look::find({written_photo(folder / "cast.png", cast.clone())});
    const double before = mean_difference(plain, cast);
    const double after = mean_difference(look.apply(plain), cast);
    CAPTURE(weak, strong, before, after);
    CHECK(after < 0.85 * before);
    left += after;
    nothing += before;
  }
  CHECK(left < 0.65 * nothing);
}

TEST_CASE("A photo of one colour, however large or small, has no look") {
  const test::TemporaryFolder folder;
  const auto model = test::written_look_finder(folder / "look.safetensors");
  for (const auto& [width, height] : {std::pair<int64_t, int64_t>{1, 1}, {7, 300}}) {
    for (const double grey : {0., 0.4, 1.}) {
      const auto file = written_photo(folder / "one.png", one_colour(width, height, grey, 0.2, 0));
      CHECK(strongest_change(Look::find({file, {}, model})) < 1e-5f);
    }
  }
}

TEST_CASE("A photo of nearly one colour has no look either: of noise, of a spot, of two pixels") {
  const test::TemporaryFolder folder;
  const auto model = test::written_look_finder(folder / "look.safetensors");
  torch::manual_seed(6);
  const auto change_of = [&](const at::Tensor& codes, const char* name = "nearly.png") {
    codecs::Photo photo;
    photo.image = imaging::to_image(codes.clamp(0, 255) / 255, BitDepth::u8);
    const bool jpeg = fs::path(name).extension() == ".jpg";
    codecs::write_photo(folder / name,
                        photo,
                        {.format = jpeg ? codecs::ImageFormat::jpeg : codecs::ImageFormat::png});
    return strongest_change(Look::find({folder / name, {}, model}));
  };
  const auto noise = torch::randn({3, 300, 400});
  const auto red = torch::tensor({170., 30., 25.}).view({3, 1, 1});
  auto spot = torch::full({3, 50, 60}, 90.);
  spot.slice(1, 20, 21).slice(2, 30, 31) += 5;
  CHECK(change_of(2 + 1.5 * noise) < 1e-5f);  // a lens cap
  CHECK(change_of(128 + 3 * noise, "grey.jpg") < 1e-5f);
  CHECK(change_of(red + 3 * noise) < 1e-5f);
  CHECK(change_of(spot) < 1e-5f);
  CHECK(change_of(torch::tensor({10., 250.}).expand({3, 1, 2})) < 1e-5f);
  const auto slope = torch::linspace(-4, 4, 400).expand({3, 300, 400});
  const auto faint = change_of(128 + slope), whole = change_of(128 + 2 * slope);
  CHECK(faint > 0.2f * whole);
  CHECK(faint < 0.8f * whole);
}

TEST_CASE("A photo without colour gives a look that leaves none") {
  const test::TemporaryFolder folder;
  const auto model = test::written_look_finder(folder / "look.safetensors");
  const auto grey = written_photo(folder / "grey.png", synthetic_image(90, 70, 1));
  const auto look = Look::find({grey, {}, model});
  for (int64_t i = 0; i < imaging::node_count(look.table.kind, look.table.size); ++i) {
    const float* node = look.table.node(i);
    REQUIRE(node[0] == Approx(node[1]).margin(1e-6));
    REQUIRE(node[2] == Approx(node[1]).margin(1e-6));
  }
  CHECK(strongest_change(look) > 0.3f);
}

TEST_CASE("References that are no look are typed errors") {
  const test::TemporaryFolder folder;
  const auto model = test::written_look_finder(folder / "look.safetensors");
  std::ofstream(folder / "bad.cube") << "LUT_3D_SIZE 2\n0 0 nan\n";
  CHECK_THROWS_WITH(Look::find({folder / "bad.cube"}), ContainsSubstring("line 2"));
  CHECK_THROWS_AS(Look::find({folder / "none.jpg", {}, model}), ImageError);
  const auto photo = written_photo(folder / "photo.png", synthetic_image(90, 70));
  auto bytes = read_file(photo);
  bytes.resize(bytes.size() / 2);
  write_file_atomically(folder / "cut.png", bytes);
  CHECK_THROWS_AS(Look::find({folder / "cut.png", {}, model}), ImageError);
  CHECK_THROWS_AS(Look::find({photo, {}, photo}), CheckpointError);
  CHECK_THROWS_AS(Look::find({photo, {}, folder / "none.safetensors"}), CheckpointError);
}
