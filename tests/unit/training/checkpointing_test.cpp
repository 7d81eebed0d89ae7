// Two states, one of which may be damaged: src/training/checkpointing.h, seen through train().
#include <cmath>
#include <fstream>
#include <set>

#include "lowlight/core/error.h"
#include "support/catch.h"
#include "support/line_task.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::training;
using test::LineTask;
using test::options;
using test::Recorder;
using test::result_in;
using test::TemporaryFolder;

namespace {

namespace fs = std::filesystem;

/// The files of a run without the capsules that the doctor leaves.
std::set<std::string> names_in(const fs::path& folder) {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder))
    names.insert(entry.path().filename().string());
  std::erase_if(names, [](const std::string& name) { return name.starts_with("capsule-"); });
  return names;
}

void write(const fs::path& path, const std::vector<uint8_t>& bytes) {
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()), std::streamsize(bytes.size()));
}

/// Trains for 12 steps, but stops after step `last`.
TrainReport run(const fs::path& folder, int64_t last, bool resume, Recorder& recorder) {
  LineTask task;
  return train(task,
               options(12),
               {.folder = folder, .resume = resume, .observers = {&recorder}, .should_stop = [&] {
                  return recorder.steps.back().step == last;
                }});
}

/// Has a buffer that overflows in step 6, which no loss and no gradient shows.
struct Overflowing : LineTask {
  Overflowing() { network().register_buffer("count", torch::ones({})); }
  std::vector<LossTerm> losses(const Batch& batch) override {
    if (network().is_training() && ++steps == 6) network().buffers()[0].fill_(INFINITY);
    return LineTask::losses(batch);
  }
  int steps = 0;
};

}  // namespace

TEST_CASE("The newest two states are kept") {
  const TemporaryFolder folder;
  Recorder recorder;
  run(folder.path(), 10, false, recorder);
  CHECK(recorder.checkpoints == std::vector<int64_t>{4, 8, 10});
  CHECK(names_in(folder.path()) == std::set<std::string>{"best.safetensors",
                                                         "weights.safetensors",
                                                         "state-8.safetensors",
                                                         "state-10.safetensors"});
}

TEST_CASE("A state that was cut or changed is passed over with a warning to the same end") {
  const TemporaryFolder whole, damaged;
  Recorder recorder;
  run(whole.path(), 12, false, recorder);
  run(damaged.path(), 8, false, recorder);
  const auto newest = damaged / "state-8.safetensors";
  auto bytes = read_file(newest);
  const auto kind = GENERATE(as<std::string>{}, "cut", "empty", "payload", "header");
  CAPTURE(kind);
  if (kind == "cut") bytes.resize(bytes.size() - 1);
  if (kind == "empty") bytes.clear();
  if (kind == "payload") bytes[bytes.size() - 5] ^= 1;
  if (kind == "header") bytes[40] ^= 4;
  write(newest, bytes);

  Recorder resumed;
  CHECK(run(damaged.path(), 12, true, resumed).outcome == Outcome::finished);
  CHECK(resumed.started == 4);
  REQUIRE(resumed.warnings.size() >= 1);
  CHECK_THAT(resumed.warnings[0],
             ContainsSubstring("state-8.safetensors") && ContainsSubstring("from step 4"));
  CHECK(result_in(whole.path(), 12) == result_in(damaged.path(), 12));
  CHECK(names_in(damaged.path()).contains("state-8.safetensors.damaged"));
}

TEST_CASE("Where no state is whole all of them are named") {
  const TemporaryFolder folder;
  Recorder recorder;
  run(folder.path(), 8, false, recorder);
  for (const auto* name : {"state-4.safetensors", "state-8.safetensors"})
    write(folder / name, {1, 2, 3});
  CHECK_THROWS_WITH(
      run(folder.path(), 12, true, recorder),
      ContainsSubstring("state-4.safetensors") && ContainsSubstring("state-8.safetensors"));
}

TEST_CASE("A state of another network is not passed over but refused") {
  const TemporaryFolder folder;
  Recorder recorder;
  run(folder.path(), 8, false, recorder);
  LineTask task;
  task.network().register_parameter("more", torch::ones({2}));
  CHECK_THROWS_AS(train(task, options(12), {.folder = folder.path(), .resume = true}),
                  CheckpointError);
  CHECK(names_in(folder.path()).contains("state-8.safetensors"));
}

TEST_CASE("What is not finite replaces no state") {
  const TemporaryFolder folder;
  Overflowing task;
  const auto report = train(task, options(12), {.folder = folder.path()});
  CHECK(report.outcome == Outcome::diverged);
  REQUIRE(report.nonfinite);
  CHECK(report.nonfinite->culprits == std::vector<std::string>{"average.count", "network.count"});
  CHECK(names_in(folder.path()) ==
        std::set<std::string>{"best.safetensors", "weights.safetensors", "state-4.safetensors"});
}
