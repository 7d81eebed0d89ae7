// `lowlight_train` where a number is not finite any more.
#include <filesystem>
#include <string>
#include <vector>

#include "support/catch.h"
#include "support/program.h"
#include "support/temporary_folder.h"
#include "training_runs.h"

using lowlight::test::command;
using lowlight::test::packed_photos;
using lowlight::test::Program;
using lowlight::test::TemporaryFolder;
namespace fs = std::filesystem;

namespace {

std::vector<fs::path> capsules_in(const fs::path& run) {
  std::vector<fs::path> capsules;
  for (const auto& entry : fs::directory_iterator(run)) {
    const auto name = entry.path().filename().string();
    if (name.starts_with("capsule-") && name.ends_with(".safetensors"))
      capsules.push_back(entry.path());
  }
  return capsules;
}

}  // namespace

TEST_CASE("A ruinous run ends with code 1 and its capsule gives the same verdict anywhere else") {
  const TemporaryFolder folder, elsewhere;
  const auto run = folder / "run", moved = elsewhere / "capsule.safetensors";
  Program program(command("tiny_enhancer.toml",
                          run,
                          {"photos.path=" + packed_photos(folder),
                           "trainer.steps=20",
                           "trainer.clip_norm=0",
                           "trainer.schedule.warm_up=0",
                           "trainer.schedule.learning_rate=1000"}));
  const int code = program.exit_code();
  INFO(program.err());
  REQUIRE(code == 1);
  CHECK_THAT(program.err(), ContainsSubstring("[learning_rate]"));

  const auto capsules = capsules_in(run);
  REQUIRE(capsules.size() == 1);
  for (const auto* ending : {".json", ".html"})
    CHECK(fs::exists(fs::path(capsules[0]).replace_extension(ending)));
  fs::copy_file(capsules[0], moved);
  fs::remove_all(run);
  fs::remove(folder / "photos.safetensors");
  Program replay({LOWLIGHT_TRAIN, "--replay", moved.string()});
  CHECK(replay.exit_code() == 0);
  INFO(replay.err());
  CHECK_THAT(replay.out(), ContainsSubstring("[learning_rate]"));
  CHECK_THAT(program.err(), ContainsSubstring(replay.out().substr(0, replay.out().size() - 1)));
}

TEST_CASE("A run that may go back ends by itself where going back does not help") {
  const TemporaryFolder folder;
  Program program(command("tiny_enhancer.toml",
                          folder / "run",
                          {"photos.path=" + packed_photos(folder),
                           "trainer.steps=20",
                           "trainer.on_nonfinite=rollback",
                           "trainer.nonfinite_limit=2",
                           "trainer.clip_norm=0",
                           "trainer.schedule.warm_up=0",
                           "trainer.schedule.learning_rate=1000"}));
  const int code = program.exit_code();
  INFO(program.err());
  CHECK(code == 1);
  CHECK_THAT(program.err(), ContainsSubstring("rollback 2, the run goes on from step 0"));
}
