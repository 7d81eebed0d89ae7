#include <torch/types.h>

#include <fstream>

#include "lowlight/colours/cube_file.h"
#include "lowlight/imaging/tensor_bridge.h"
#include "support/catch.h"
#include "support/enhance.h"
#include "support/face_photo.h"
#include "support/grey_png.h"
#include "support/look_files.h"
#include "support/photo_files.h"
#include "support/synthetic_image.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::test;
namespace fs = std::filesystem;

namespace {

struct Run {
  int code;
  std::string err;
};

/// Runs `enhance` on a well-lit photo with options.
Run run(const TemporaryFolder& folder,
        std::vector<std::string> options,
        const char* output = "out") {
  const auto input = folder / "in/photo.png";
  if (!fs::exists(input)) write_synthetic_photo(input, 150, 100);
  options.insert(options.end(), {input.string(), "-o", (folder / output).string()});
  Program program(enhance(options));
  return {program.exit_code(), program.err()};
}

at::Tensor picture(const fs::path& path) {
  return imaging::to_tensor(codecs::read_photo(path).image);
}

double change(const at::Tensor& a, const at::Tensor& b) {
  return (a - b).abs().mean().item<double>();
}

double warmth(const at::Tensor& picture) { return (picture[0] - picture[2]).mean().item<double>(); }

}  // namespace

TEST_CASE("A table is put on a photo, by its new name and the former one") {
  const TemporaryFolder folder;
  const auto table = written_table(folder / "swap.cube", swapped_red_and_blue()).string();
  CHECK(run(folder, {"--look", table}).code == 0);
  const auto before = picture(folder / "in/photo.png"), after = picture(folder / "out/photo.png");
  CHECK((after - before.flip(0)).abs().max().item<float>() < 1.01f / 255);
  const auto former = run(folder, {"--style", table}, "former");
  CHECK(former.code == 0);
  CHECK_THAT(former.err, ContainsSubstring("--look"));
  CHECK(torch::equal(picture(folder / "former/photo.png"), after));
  CHECK(run(folder, {"--look", table, "--look-strength", "0"}, "none").code == 0);
  CHECK(torch::equal(picture(folder / "none/photo.png"), before));
}

TEST_CASE("Grey stays grey in a look of colours, with alpha or without") {
  const TemporaryFolder folder;
  auto yellow = imaging::identity_table(2);
  for (int64_t i = 0; i < 8; ++i) yellow.node(i)[2] *= 0.3f;
  const auto table = written_table(folder / "yellow.cube", yellow).string();
  fs::create_directory(folder / "in");
  for (const bool alpha : {false, true}) {
    write_file_atomically(folder / "in/photo.png", grey_png(64, 48, alpha));
    const auto before = picture(folder / "in/photo.png");
    REQUIRE(run(folder, {"--look", table, "--strength", "0.8"}).code == 0);
    const auto after = picture(folder / "out/photo.png");
    fs::remove_all(folder / "out");
    CHECK(after.size(0) == (alpha ? 4 : 1));
    CHECK(change(before, after) > 0.01);
    if (!alpha) continue;
    CHECK(torch::equal(after[0], after[1]));
    CHECK(torch::equal(after[0], after[2]));
    CHECK(torch::equal(after[3], before[3]));
  }
}

TEST_CASE("The look of a photo is found, put on, and saved for other programs") {
  const TemporaryFolder folder;
  write_png(folder / "warm.png",
            imaging::to_tensor(synthetic_image(120, 80)) *
                    torch::tensor({0.9f, 0.75f, 0.5f}).view({3, 1, 1}) +
                0.08);
  const auto reference = (folder / "warm.png").string(), cube = (folder / "warm.cube").string();
  CHECK(run(folder, {"--look", reference, "--save-look", cube}).code == 0);
  const auto before = picture(folder / "in/photo.png"), after = picture(folder / "out/photo.png");
  CHECK(change(before, after) > 0.005);
  CHECK(warmth(after) > warmth(before));
  CHECK(colours::read_cube(cube).size == 33);
  CHECK(run(folder, {"--look", cube}, "again").code == 0);
  CHECK(change(picture(folder / "again/photo.png"), after) < 0.5 / 255);
  Program only_save(enhance({"--look", reference, "--save-look", (folder / "b.cube").string()}));
  CHECK(only_save.exit_code() == 0);
  CHECK(colours::read_cube(folder / "b.cube").nodes == colours::read_cube(cube).nodes);
}

TEST_CASE("A reference of a single colour changes nothing that could be seen") {
  const TemporaryFolder folder;
  write_png(folder / "black.png", torch::zeros({3, 20, 30}));
  CHECK(run(folder, {"--look", (folder / "black.png").string()}, "black").code == 0);
  const auto before = picture(folder / "in/photo.png");
  CHECK(change(picture(folder / "black/photo.png"), before) < 1. / 255);
}

TEST_CASE("A photo as its own reference stays nearly as it is") {
  const TemporaryFolder folder;
  write_png(folder / "in/photo.png", imaging::to_tensor(face_photo()));
  CHECK(run(folder, {"--look", (folder / "in/photo.png").string()}).code == 0);
  const auto before = picture(folder / "in/photo.png"), after = picture(folder / "out/photo.png");
  CHECK(change(after, before) < 3. / 255);
}

TEST_CASE("References that are none fail before any work, by name") {
  const TemporaryFolder folder;
  std::ofstream(folder / "bad.cube") << "LUT_3D_SIZE 2\n0 0 0\n";
  std::ofstream(folder / "text.jpg") << "no photo";
  write_png(folder / "hidden.png", torch::zeros({4, 20, 30}));
  write_png(folder / "hald-odd.png", torch::zeros({3, 20, 30}));
  for (const std::string name :
       {"bad.cube", "text.jpg", "hidden.png", "hald-odd.png", "none.png"}) {
    const auto failed = run(folder, {"--look", (folder / name).string()});
    CHECK(failed.code == 2);
    CHECK_THAT(failed.err, ContainsSubstring(name));
  }
  CHECK_FALSE(fs::exists(folder / "out"));
}
