#include "lowlight/training/replay_capsule.h"

#include <limits>

#include "support/catch.h"
#include "support/line_task.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::training;

TEST_CASE("A capsule gives another task of its kind the verdict of the run") {
  const test::TemporaryFolder folder;
  test::LineTask broken(3, std::numeric_limits<float>::quiet_NaN());
  const auto options = test::options(8);
  const auto report = train(broken, options, {.folder = folder.path()});
  REQUIRE(report.outcome != Outcome::finished);
  std::filesystem::path path;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
    if (entry.path().filename().string().starts_with("capsule-") &&
        entry.path().extension() == ".safetensors")
      path = entry.path();
  REQUIRE(!path.empty());

  test::LineTask whole;
  const auto capsule = doctor::read_capsule(path);
  const auto verdict = replay_capsule(whole, options, capsule, path.string());
  CHECK(verdict.reproduced);
  CHECK(verdict.cause.key == "bad_data");
  CHECK(verdict == doctor::read_verdict(path));
}
