// `lowlight_train` on folders of photo files.
#include <fstream>

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
