// The files that looks come from, read as photos are.
#include <torch/types.h>

#include <string>
#include <vector>

#include "lowlight/core/atomic_file.h"
#include "support/catch.h"
#include "support/enhance.h"
#include "support/gif_file.h"
#include "support/image_files.h"
#include "support/libtiff_file.h"
#include "support/look_files.h"
#include "support/painter_files.h"
#include "support/photo_files.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::test;
namespace fs = std::filesystem;

namespace {

constexpr int kReferenceSide = 12;

struct LookedAt {
  int code;
  std::string err;
};

/// A folder with references, and a photo to be put in their looks.
struct References {
  TemporaryFolder folder;

  References() {
    write_synthetic_photo(folder / "in/photo.png", 10, 8);
    write_synthetic_photo(folder / "plain.png", kReferenceSide, kReferenceSide);
  }

  std::string file(const std::string& name) const { return (folder / name).string(); }
  LookedAt look_at(const std::string& name, std::vector<std::string> options) const {
    options.insert(options.end(),
                   {"--look", file(name), file("in"), "-o", file("out"), "--overwrite"});
    Program program(enhance(options));
    return {program.exit_code(), program.err()};
  }
};

/// Grey steps.
Bytes some_pixels() {
  Bytes pixels;
  for (int i = 0; i < kReferenceSide * kReferenceSide; ++i) pixels.push_back(uint8_t(i));
  return pixels;
}

Bytes animated_gif() {
  const GifPicture picture{
      .width = kReferenceSide, .height = kReferenceSide, .indices = some_pixels()};
  return gif_file(kReferenceSide, kReferenceSide, {picture, picture});
}

Bytes animated_png() {
  return png_file(
      kReferenceSide, kReferenceSide, some_pixels(), {.chunks = {{"acTL", Bytes(8, 0)}}});
}

Bytes tiff_of_pages() {
  return libtiff_file(kReferenceSide, kReferenceSide, [&](TIFF* tiff) {
    for (int page = 0; page < 2; ++page) {
      TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, kReferenceSide);
      TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, kReferenceSide);
      set_samples(tiff, 1, 8, PHOTOMETRIC_MINISBLACK);
      auto pixels = some_pixels();
      for (uint32_t y = 0; y < kReferenceSide; ++y)
        TIFFWriteScanline(tiff, pixels.data() + kReferenceSide * y, y);
      TIFFWriteDirectory(tiff);
    }
  });
}

}  // namespace

TEST_CASE("Of references with several pictures the first is looked at where that is asked for") {
  const References references;
  write_file_atomically(references.file("moving.gif"), animated_gif());
  write_file_atomically(references.file("pages.tif"), tiff_of_pages());
  for (const std::string name : {"moving.gif", "pages.tif"}) {
    INFO(name);
    const auto refused = references.look_at(name, {});
    CHECK(refused.code == 2);
    CHECK_THAT(refused.err, ContainsSubstring(name) && ContainsSubstring("first"));
    const auto taken = references.look_at(name, {"--first"});
    CHECK(taken.code == 0);
    CHECK_THAT(taken.err, ContainsSubstring(name + ": ") && ContainsSubstring("first picture"));
    const auto mask = std::vector{std::string("--style-mask"), references.file(name)};
    CHECK(references.look_at("plain.png", mask).code == 2);
    CHECK(references.look_at("plain.png", {mask[0], mask[1], "--first"}).code == 0);
  }
}

TEST_CASE("What a reference loses is told once, and nothing to those who want nothing told") {
  const References references;
  write_file_atomically(references.file("moving.png"), animated_png());
  const auto told = references.look_at("moving.png", {"--save-look", references.file("a.cube")});
  CHECK(told.code == 0);
  const auto first = told.err.find("moving.png: ");
  REQUIRE(first != std::string::npos);
  CHECK(told.err.find("moving.png: ", first + 1) == std::string::npos);
  CHECK_THAT(references.look_at("moving.png", {"--quiet"}).err, !ContainsSubstring("moving.png"));
}

TEST_CASE("References obey --max-pixels and --on-truncated") {
  const References references;
  const auto small = references.look_at("plain.png", {"--max-pixels", "100"});
  CHECK(small.code == 2);
  CHECK_THAT(small.err, ContainsSubstring("plain.png"));
  CHECK(references.look_at("plain.png", {"--max-pixels", "144"}).code == 0);
  write_synthetic_photo(references.file("cut.jpg"), 200, 100);
  fs::resize_file(references.file("cut.jpg"), fs::file_size(references.file("cut.jpg")) / 2);
  CHECK(references.look_at("cut.jpg", {}).code == 2);
  const auto kept = references.look_at("cut.jpg", {"--on-truncated", "keep"});
  CHECK(kept.code == 0);
  CHECK_THAT(kept.err, ContainsSubstring("cut.jpg: "));
}

TEST_CASE("A reference that is no file, and might never end, is refused by name") {
  const References references;
  const auto look = references.look_at("/dev/zero", {});
  CHECK(look.code == 2);
  CHECK_THAT(look.err, ContainsSubstring("/dev/zero: is no regular file"));
  const auto mask = references.look_at("plain.png", {"--style-mask", "/dev/zero"});
  CHECK(mask.code == 2);
  CHECK_THAT(mask.err, ContainsSubstring("/dev/zero: is no regular file"));
}

TEST_CASE("Paintings are read as photos are, too") {
  const References references;
  write_file_atomically(references.file("moving.gif"), animated_gif());
  const auto weights = written_painter(references.folder / "painter.safetensors").string();
  const auto paint = [&](const std::string& painting, const std::string& option) {
    Program program(enhance({references.file("in"),
                             "-o",
                             references.file("out"),
                             "--paint",
                             painting,
                             "--paint-model",
                             weights,
                             option}));
    return LookedAt{program.exit_code(), program.err()};
  };
  const auto refused = paint(references.file("moving.gif"), "--no-first");
  CHECK(refused.code == 2);
  CHECK_THAT(refused.err, ContainsSubstring("moving.gif") && ContainsSubstring("first"));
  const auto taken = paint(references.file("moving.gif"), "--first");
  CHECK(taken.code == 0);
  CHECK_THAT(taken.err, ContainsSubstring("moving.gif: ") && ContainsSubstring("first picture"));
  const auto endless = paint("/dev/zero", "--overwrite");
  CHECK(endless.code == 2);
  CHECK_THAT(endless.err, ContainsSubstring("/dev/zero: is no regular file"));
}

TEST_CASE("A mask that leaves nothing of a reference is refused by name, before any work") {
  const References references;
  write_png(references.file("dark.png"), torch::zeros({1, 5, 5}));
  write_png(references.file("clear.png"),
            torch::cat({torch::ones({3, 5, 5}), torch::zeros({1, 5, 5})}));
  for (const std::string name : {"dark.png", "clear.png"}) {
    const auto masked = references.look_at("plain.png", {"--style-mask", references.file(name)});
    CHECK(masked.code == 2);
    CHECK_THAT(masked.err, ContainsSubstring(name + ": leaves nothing"));
  }
  CHECK_FALSE(fs::exists(references.folder / "out"));
}

TEST_CASE("A table says that masks and weights are of no use to it") {
  const References references;
  written_table(references.file("swap.cube"), swapped_red_and_blue());
  const auto told =
      references.look_at("swap.cube", {"--style-mask", "none.png", "--model", "none.safetensors"});
  CHECK(told.code == 0);
  CHECK_THAT(told.err,
             ContainsSubstring("swap.cube: ") && ContainsSubstring("no use for none.png"));
  CHECK_THAT(told.err, ContainsSubstring("no use for none.safetensors"));
}
