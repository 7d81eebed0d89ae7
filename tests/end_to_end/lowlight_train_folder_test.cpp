// `lowlight_train` on folders of photo files.
#include <ATen/ATen.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "support/catch.h"
#include "support/photo_files.h"
#include "support/program.h"
#include "support/synthetic_photos.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using lowlight::test::Program;

TEST_CASE("Folders with a broken photo are trained on and packed, and the broken one is reported") {
  const test::TemporaryFolder folder;
  const auto photos = folder / "photos";
  for (int64_t variant = 0; variant < 3; ++variant) {
    test::write_png(photos / "deep" / (std::to_string(variant) + ".png"),
                    test::synthetic_photo(90, 100, variant));
  }
  std::ofstream(photos / "broken.jpg") << "no photo";
  const std::string config = LOWLIGHT_SOURCE_DIR "/configs/tiny_enhancer.toml";
  const auto path = "photos.path=" + photos.string(),
             run = "run_folder=" + (folder / "run").string();

  Program check({LOWLIGHT_TRAIN, config, "--set", path, "--check-data"});
  CHECK(check.exit_code() == 1);
  CHECK_THAT(check.err(),
             ContainsSubstring("photos: 4 photos, 1 faults") &&
                 ContainsSubstring("unreadable: 1") && ContainsSubstring("broken.jpg"));

  Program training({LOWLIGHT_TRAIN, config, "--set", path, run, "trainer.steps=3"});
  CHECK(training.exit_code() == 0);
  CHECK_THAT(training.err(), ContainsSubstring("warning") && ContainsSubstring("broken.jpg"));

  const auto packed = (folder / "packed").string();
  Program packing({LOWLIGHT_TRAIN, config, "--set", path, "trainer.steps=2", "--pack", packed});
  CHECK(packing.exit_code() == 0);
  CHECK_THAT(packing.err(), ContainsSubstring("broken.jpg"));
  Program from_pack({LOWLIGHT_TRAIN,
                     packed + "/config.toml",
                     "--set",
                     "run_folder=" + (folder / "run2").string()});
  CHECK(from_pack.exit_code() == 0);
  CHECK_THAT(from_pack.err(), ContainsSubstring("3 photos of " + packed));
}

TEST_CASE("Styles with masks in files are checked and trained on, and a missing mask is named") {
  const test::TemporaryFolder folder;
  const auto photos = folder / "photos", masks = folder / "masks";
  const auto half = (at::arange(100) < 50).to(at::kByte) * 255;
  for (int64_t variant = 0; variant < 2; ++variant) {
    const auto name = std::to_string(variant) + ".png";
    test::write_png(photos / name, test::synthetic_photo(90, 100, variant));
    test::write_png(masks / name, half.expand({3, 90, 100}).contiguous());
  }
  const auto run = [&](const std::vector<std::string>& more) {
    std::vector<std::string> words = {LOWLIGHT_TRAIN,
                                      LOWLIGHT_SOURCE_DIR "/configs/tiny_style.toml",
                                      "--set",
                                      "content.path=" + photos.string(),
                                      "style.path=" + photos.string(),
                                      "style.masks=" + masks.string(),
                                      "run_folder=" + (folder / "run").string(),
                                      "trainer.steps=2"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  };
  Program check(run({"--check-data"}));
  CHECK(check.exit_code() == 0);
  Program training(run({}));
  CHECK(training.exit_code() == 0);
  INFO(training.err());
  CHECK_THAT(training.err(), ContainsSubstring("finished after step 2"));

  std::filesystem::remove(masks / "1.png");
  Program missing(run({"run_folder=" + (folder / "other").string()}));
  CHECK(missing.exit_code() == 2);
  CHECK_THAT(missing.err(), ContainsSubstring("1.png"));
}
