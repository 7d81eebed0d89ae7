#include <torch/types.h>

#include "lowlight/imaging/tensor_bridge.h"
#include "support/bad_pictures.h"
#include "support/catch.h"
#include "support/enhance.h"
#include "support/grey_png.h"
#include "support/look_files.h"
#include "support/painter_files.h"
#include "support/photo_files.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::test;
namespace fs = std::filesystem;

namespace {

/// A folder with a photo, a painting and weights that paint.
struct Studio {
  TemporaryFolder folder;
  std::string weights = written_painter(folder / "painter.safetensors").string();
  std::string painting = (folder / "painting.png").string();

  Studio() {
    write_synthetic_photo(folder / "in/photo.png", 150, 100);
    write_synthetic_photo(painting, 80, 60);
  }

  Program run(std::vector<std::string> options, const std::string& output = "out") const {
    options.insert(options.end(), {(folder / "in").string(), "-o", (folder / output).string()});
    return Program(enhance(options));
  }
  Program paint(std::vector<std::string> options, const std::string& output = "out") const {
    options.insert(options.end(), {"--paint-model", weights});
    return run(options, output);
  }
  at::Tensor result(const std::string& output = "out") const {
    return imaging::to_tensor(codecs::read_photo(folder / output / "photo.png").image);
  }
  at::Tensor before() const { return result("in"); }
};

double mean_change(const at::Tensor& a, const at::Tensor& b) {
  return (a - b).abs().mean().item<double>();
}

}  // namespace

TEST_CASE("A photo is painted, whatever the memory, and with its own colours where asked") {
  const Studio studio;
  CHECK(studio.paint({"--paint", studio.painting}).exit_code() == 0);
  const auto whole = studio.result();
  CHECK(mean_change(whole, studio.before()) > 0.05);
  CHECK(studio.paint({"--paint", studio.painting, "--max-memory", "1M"}, "tiles").exit_code() == 0);
  CHECK((studio.result("tiles") - whole).abs().max().item<float>() < 1.01f / 255);
  CHECK(studio.paint({"--paint", studio.painting, "--keep-colours", "--brush", "2"}, "own")
            .exit_code() == 0);
  CHECK(mean_change(studio.result("own"), whole) > 0.01);
  CHECK(studio.paint({"--paint", studio.painting, "--paint-strength", "0"}, "none").exit_code() ==
        0);
  CHECK(torch::equal(studio.result("none"), studio.before()));
}

TEST_CASE("Grey with alpha is painted in grey") {
  const Studio studio;
  write_file_atomically(studio.folder / "in/photo.png", grey_png(150, 100, true));
  const auto before = studio.before();
  for (const std::string strength : {"1", "0.7"}) {
    CHECK(
        studio.paint({"--paint", studio.painting, "--strength", strength}, strength).exit_code() ==
        0);
    const auto after = studio.result(strength);
    CHECK(mean_change(after, before) > 0.02);
    CHECK(torch::equal(after[0], after[1]));
    CHECK(torch::equal(after[0], after[2]));
    CHECK(torch::equal(after[3], before[3]));
  }
}

TEST_CASE("What lies under a mask, or is transparent, changes no byte of the results") {
  const Studio studio;
  auto right = torch::zeros({1, 60, 80});
  right.slice(2, 40).fill_(1);
  write_png(studio.folder / "mask.png", right);
  const auto mask = (studio.folder / "mask.png").string();
  auto painting = imaging::to_tensor(synthetic_image(80, 60));
  const auto paint_both = [&](const std::string& output) {
    write_png(studio.painting, painting);
    CHECK(studio.paint({"--paint", studio.painting, "--style-mask", mask}, output + "-masked")
              .exit_code() == 0);
    write_png(studio.painting, torch::cat({painting, right}));
    CHECK(studio.paint({"--paint", studio.painting}, output + "-alpha").exit_code() == 0);
  };
  paint_both("a");
  painting.slice(2, 0, 40).uniform_();
  paint_both("b");
  CHECK(contents(studio.folder / "a-masked") == contents(studio.folder / "b-masked"));
  CHECK(contents(studio.folder / "a-alpha") == contents(studio.folder / "b-alpha"));
  painting.slice(2, 50, 60).uniform_();
  paint_both("c");
  CHECK(contents(studio.folder / "a-masked") != contents(studio.folder / "c-masked"));
  CHECK(contents(studio.folder / "a-alpha") != contents(studio.folder / "c-alpha"));
}

TEST_CASE("Options that contradict each other are all named and nothing is started") {
  const Studio studio;
  auto without = studio.run({"--paint-strength", "0.5", "--brush", "2", "--keep-colours"});
  CHECK(without.exit_code() == 2);
  for (const char* name : {"paint-strength", "brush", "keep-colours"})
    CHECK_THAT(without.err(), ContainsSubstring(name));
  auto both = studio.paint(
      {"--paint", studio.painting, "--look", studio.painting, "--style-mask", studio.painting});
  CHECK(both.exit_code() == 2);
  CHECK_THAT(both.err(), ContainsSubstring("style-mask"));
  auto brush = studio.paint({"--paint", studio.painting, "--brush", "9"});
  CHECK(brush.exit_code() == 2);
  CHECK_THAT(brush.err(), ContainsSubstring("from 0.5 to 4") && ContainsSubstring("9"));
  CHECK_FALSE(fs::exists(studio.folder / "out"));
}

TEST_CASE("Pictures that are none fail by name as painting and as look, before any work") {
  const Studio studio;
  for (const auto& name : write_bad_pictures(studio.folder / "bad")) {
    const auto file = (studio.folder / "bad" / name).string();
    INFO(name);
    auto painted = studio.paint({"--paint", file});
    CHECK(painted.exit_code() == 2);
    CHECK_THAT(painted.err(), ContainsSubstring(name));
    auto looked = studio.run({"--look", file});
    CHECK(looked.exit_code() == 2);
    CHECK_THAT(looked.err(), ContainsSubstring(name));
  }
  CHECK_FALSE(fs::exists(studio.folder / "out"));
}

TEST_CASE("A painting of one pixel, of one colour, or the photo itself paints") {
  const Studio studio;
  write_png(studio.folder / "pixel.png", torch::full({3, 1, 1}, 0.5));
  write_png(studio.folder / "black.png", torch::zeros({3, 40, 3}));
  int64_t number = 0;
  for (const auto& name : {"pixel.png", "black.png", "in/photo.png"}) {
    const auto output = std::to_string(number++);
    CHECK(studio.paint({"--paint", (studio.folder / name).string()}, output).exit_code() == 0);
    CHECK(studio.result(output).sizes() == studio.before().sizes());
  }
}

TEST_CASE("Weights of another network do not paint, and say what they are") {
  const Studio studio;
  const auto look = written_look_finder(studio.folder / "look.safetensors").string();
  auto other = studio.run({"--paint", studio.painting, "--paint-model", look});
  CHECK(other.exit_code() == 4);
  CHECK_THAT(other.err(), ContainsSubstring("'look'"));
  auto none = studio.run({"--paint", studio.painting, "--paint-model", "none.safetensors"});
  CHECK(none.exit_code() == 4);
  CHECK_THAT(none.err(), ContainsSubstring("none.safetensors"));
}

TEST_CASE("A rerun with the same painting is the same run until its pixels or the brush change") {
  const Studio studio;
  const auto journal = (studio.folder / "run.jsonl").string();
  const std::string remark = "other settings";
  const auto again = [&](std::vector<std::string> options) {
    options.insert(options.end(), {"--paint", studio.painting, "--journal", journal});
    auto program = studio.paint(options);
    CHECK(program.exit_code() == 0);
    return program.err();
  };
  again({});
  CHECK_THAT(again({}), !ContainsSubstring(remark));
  CHECK_THAT(again({"--brush", "3"}), ContainsSubstring(remark));
  write_synthetic_photo(studio.painting, 81, 60);
  CHECK_THAT(again({}), ContainsSubstring(remark));
}
