#include "lowlight/training/trainer.h"

#include <torch/types.h>
#include <torch/utils.h>

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

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

namespace {

/// Counts its samples, and in its first step waits until those of the next are made.
class PatientTask : public LineTask {
 public:
  explicit PatientTask(int64_t batch) : batch_(batch) {}
  Sample sample(int64_t n) const override {
    ++made_;
    return LineTask::sample(n);
  }
  std::vector<LossTerm> losses(const Batch& batch) override {
    const auto given_up = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (made_ < 2 * batch_ && std::chrono::steady_clock::now() < given_up)
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    CHECK(made_ >= 2 * batch_);
    return LineTask::losses(batch);
  }
  int64_t validation_size() const override { return 0; }

 private:
  int64_t batch_;
  mutable std::atomic<int64_t> made_ = 0;
};

}  // namespace

TEST_CASE("While a step is computed, all samples of the next one are made") {
  const test::TemporaryFolder folder;
  PatientTask task(40);
  auto large = options(1);
  large.batch = 40;
  large.loader.ahead = 1;
  train(task, large, {.folder = folder.path()});
}

TEST_CASE("Training lowers the loss and tells of each step and checkpoint and once of a warning") {
  const test::TemporaryFolder folder;
  LineTask task;
  Recorder recorder;
  const auto report =
      train(task, options(200), {.folder = folder.path(), .observers = {&recorder}});
  CHECK(report.outcome == Outcome::finished);
  CHECK(report.step == 200);
  REQUIRE(recorder.steps.size() == 200);
  CHECK(recorder.started == 0);
  CHECK(recorder.checkpoints.size() == 50);
  CHECK(recorder.validations.back().loss < 0.2 * recorder.validations.front().loss);
  CHECK(recorder.validations.back().samples == 2);
  CHECK(recorder.validations.back().metrics.front() == NamedValue("psnr", 99));
  CHECK(recorder.validations.back().preview.output.size(0) == 2);
  CHECK(recorder.warnings == std::vector<std::string>{"even sample"});
  const auto& last = recorder.steps.back();
  CHECK(last.terms[0].first == "error");
  CHECK(last.terms[0].second == Approx(last.loss));
  CHECK(last.remarks == std::vector<std::string>{"extra skipped: only a test"});
  CHECK(last.seconds_left == 0);
  CHECK(last.images_per_second > 0);
}

TEST_CASE("A run that was stopped and resumed ends with the bytes of one that was not") {
  const test::TemporaryFolder whole, parts;
  LineTask task;
  train(task, options(6), {.folder = whole.path(), .config = "c"});

  LineTask first;
  int64_t asked = 0;
  const auto stopped =
      train(first, options(6), {.folder = parts.path(), .config = "c", .should_stop = [&] {
                                  return ++asked == 3;
                                }});
  CHECK(stopped.outcome == Outcome::interrupted);
  CHECK(stopped.step == 3);
  torch::manual_seed(12345);  // another process
  LineTask second;
  Recorder recorder;
  const auto resumed =
      train(second,
            options(6),
            {.folder = parts.path(), .config = "c", .resume = true, .observers = {&recorder}});
  CHECK(resumed.outcome == Outcome::finished);
  CHECK(recorder.started == 3);
  CHECK(recorder.steps.size() == 3);
  CHECK(result_in(whole.path(), 6) == result_in(parts.path(), 6));
}

TEST_CASE("A run killed between checkpoints goes on from the last one to the same end") {
  const test::TemporaryFolder whole, parts;
  LineTask task;
  train(task, options(6), {.folder = whole.path()});
  struct Killed {};
  LineTask first;
  int64_t asked = 0;
  const Run killed{.folder = parts.path(), .should_stop = [&]() -> bool {
                     if (++asked == 6) throw Killed();
                     return false;
                   }};
  CHECK_THROWS_AS(train(first, options(6), killed), Killed);
  LineTask second;
  train(second, options(6), {.folder = parts.path(), .resume = true});
  CHECK(result_in(whole.path(), 6) == result_in(parts.path(), 6));
}

TEST_CASE("The number of workers changes nothing") {
  std::vector<std::vector<uint8_t>> results;
  for (const int64_t workers : {0, 1, 3}) {
    const test::TemporaryFolder folder;
    LineTask task;
    train(task, options(5, workers), {.folder = folder.path()});
    results.push_back(result_in(folder.path(), 5));
  }
  CHECK(results[0] == results[1]);
  CHECK(results[0] == results[2]);
}

TEST_CASE("Checkpoints hold the averaged weights and the run goes on with its own") {
  const test::TemporaryFolder folder;
  LineTask task, reader;
  train(task, options(8), {.folder = folder.path(), .parent = "older.safetensors"});
  const auto info = io::load_checkpoint(folder / "weights.safetensors", reader.network());
  CHECK(info == io::CheckpointInfo{"line", "{}", 8, "older.safetensors", "none"});
  CHECK_FALSE(torch::equal(task.network().parameters()[0], reader.network().parameters()[0]));

  const test::TemporaryFolder plain;
  auto without_average = options(8);
  without_average.average = 0;
  LineTask other;
  train(other, without_average, {.folder = plain.path()});
  io::load_checkpoint(plain / "weights.safetensors", reader.network());
  CHECK(torch::equal(other.network().parameters()[0], reader.network().parameters()[0]));
  CHECK(torch::equal(other.network().parameters()[0], task.network().parameters()[0]));
}

TEST_CASE("A loss that is not finite stops the run before the update and is told with its files") {
  const test::TemporaryFolder folder;
  LineTask task(16, 1e30f);  // in the sixth batch; its square is too large for a float
  const auto report = train(task, options(10), {.folder = folder.path()});
  CHECK(report.outcome == Outcome::diverged);
  CHECK(report.step == 6);
  REQUIRE(report.nonfinite);
  CHECK(report.nonfinite->culprits == std::vector<std::string>{"loss term error"});
  CHECK(report.nonfinite->files == std::vector<std::string>{"file 15", "file 16", "file 17"});
  CHECK(report.nonfinite->terms[0].first == "error");
  CHECK_THAT(report.summary(),
             ContainsSubstring("step 6") && ContainsSubstring("file 16") &&
                 ContainsSubstring("loss term error = inf"));
  for (const auto& parameter : task.network().parameters()) {
    CHECK(parameter.isfinite().all().item<bool>());
  }
  LineTask reader;
  CHECK(io::load_checkpoint(folder / "weights.safetensors", reader.network()).step == 4);
}

TEST_CASE("A batch that is not finite stops the run before the network sees it") {
  const test::TemporaryFolder folder;
  LineTask task(1, test::kBadNumber);
  const auto report = train(task, options(10), {.folder = folder.path()});
  CHECK(report.outcome == Outcome::diverged);
  CHECK(report.step == 1);
  REQUIRE(report.nonfinite);
  CHECK(report.nonfinite->culprits == std::vector<std::string>{"batch tensor x"});
  CHECK(report.nonfinite->terms.empty());
  CHECK_FALSE(std::filesystem::exists(folder / "weights.safetensors"));
}

TEST_CASE("Overfitting sees the samples of the first batch and no others") {
  struct Seen : LineTask {
    Sample sample(int64_t n) const override {
      if (n < 1000) most = std::max(most, n);  // the others are held out
      return LineTask::sample(n);
    }
    mutable int64_t most = -1;
  };
  const test::TemporaryFolder folder;
  Seen task;
  auto once_more = options(10, 0);
  once_more.overfit_one_batch = true;
  once_more.checkpoint_every = 100;
  Recorder recorder;
  train(task, once_more, {.folder = folder.path(), .observers = {&recorder}});
  CHECK(recorder.steps.size() == 10);
  CHECK(task.most == once_more.batch - 1);
}
