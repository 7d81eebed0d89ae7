#include "lowlight/tasks/replay.h"

#include <ATen/ATen.h>

#include <limits>

#include "lowlight/core/error.h"
#include "lowlight/data/packed_source.h"
#include "lowlight/doctor/capsule.h"
#include "lowlight/io/safetensors.h"
#include "lowlight/tasks/run_training.h"
#include "support/catch.h"
#include "support/synthetic_photos.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::tasks;
using namespace lowlight::training;
namespace fs = std::filesystem;

namespace {

TrainReport run(const fs::path& folder, const std::vector<std::string>& settings) {
  std::vector<std::string> all = {"photos.path=" + (folder / "photos.safetensors").string(),
                                  "trainer.steps=2",
                                  "trainer.batch=2",
                                  "trainer.loader.workers=0"};
  all.insert(all.end(), settings.begin(), settings.end());
  TrainObserver nobody;
  return run_training(
      io::read_config(fs::path(LOWLIGHT_SOURCE_DIR) / "configs/tiny_enhancer.toml", all),
      false,
      nobody,
      [] { return false; });
}

/// The weights of a short run, spoilt.
void write_sick_weights(const fs::path& folder) {
  run(folder, {"run_folder=" + (folder / "healthy").string()});
  auto file = io::read_safetensors(folder / "healthy/weights.safetensors");
  file.tensors.at("head.weight").fill_(std::numeric_limits<float>::quiet_NaN());
  io::write_safetensors(folder / "sick.safetensors", file);
}

}  // namespace

TEST_CASE("A capsule gives the run's verdict in another folder without the photos") {
  const test::TemporaryFolder here, elsewhere;
  data::pack_photos(
      test::PhotosInMemory({test::synthetic_photo(80, 90, 1), test::synthetic_photo(80, 90, 2)}),
      here / "photos.safetensors");
  write_sick_weights(here.path());
  const auto report = run(here.path(),
                          {"run_folder=" + (here / "run").string(),
                           "start_from=" + (here / "sick.safetensors").string()});
  REQUIRE(report.outcome == Outcome::diverged);
  REQUIRE(report.nonfinite);
  const auto& verdict = report.nonfinite->diagnosis;
  CHECK(verdict.reproduced);
  CHECK(report.nonfinite->capsule == here / "run/capsule-1.safetensors");

  const auto moved = elsewhere / "c.safetensors";
  fs::copy_file(report.nonfinite->capsule, moved);
  fs::remove_all(here / "run");
  fs::remove(here / "photos.safetensors");
  fs::remove(here / "sick.safetensors");
  CHECK(replay(moved, "").text() == verdict.text());
  CHECK(replay(moved, "cpu") == verdict);
}

TEST_CASE("What is no capsule is refused") {
  const test::TemporaryFolder folder;
  io::write_safetensors(folder / "x.safetensors", {{{"a", at::ones({2})}}, {}});
  CHECK_THROWS_AS(replay(folder / "x.safetensors", ""), CheckpointError);
}
