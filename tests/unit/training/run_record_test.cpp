#include "training/run_record.h"

#include <cmath>
#include <fstream>
#include <limits>

#include "lowlight/training/json_log.h"
#include "support/catch.h"
#include "support/temporary_folder.h"

using namespace lowlight::training;
using lowlight::test::TemporaryFolder;

namespace {

StepReport step_of(int64_t step, double loss) {
  return {.step = step,
          .steps = 10,
          .loss = loss,
          .terms = {{"l1", loss / 2}, {"ssim", loss / 4}},
          .remarks = {"ssim skipped: too small"},
          .learning_rate = 1e-3,
          .gradient_norm = 2};
}

void append(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path, std::ios::app) << text;
}

}  // namespace

TEST_CASE("A record holds what the log was told") {
  const TemporaryFolder folder;
  JsonLog log(folder / "log.jsonl");
  log.on_start(0, 10, {"7 photos"});
  log.on_step(step_of(1, 4));
  log.on_step(step_of(2, std::numeric_limits<double>::infinity()));
  log.on_validation({.step = 2,
                     .samples = 3,
                     .loss = 0.5,
                     .terms = {{"l1", 0.25}},
                     .metrics = {{"psnr", 21.5}},
                     .best = true});
  log.on_validation({.step = 2, .loss = 0.75});
  log.on_warning("a.jpg: broken");
  const auto record = RunRecordReader(folder / "log.jsonl").read();
  CHECK(record.step == 2);
  CHECK(record.steps == 10);
  CHECK(record.notes == std::vector<std::string>{"7 photos"});
  CHECK(record.loss.steps == std::vector<double>{1, 2});
  CHECK(record.loss.values[0] == 4);
  CHECK(std::isinf(record.loss.values[1]));
  REQUIRE(record.terms.size() == 2);
  CHECK(record.terms[1].name == "ssim");
  CHECK(record.terms[1].values[0] == 1);
  CHECK(record.validation_loss.values[0] == 0.5);
  CHECK(record.best_step == 2);
  CHECK(record.metrics.at(0).values == std::vector<double>{21.5});
  REQUIRE(record.events.size() == 2);
  CHECK(record.events[1].kind == "warning");
  CHECK(record.events[1].text == "a.jpg: broken");
  REQUIRE(record.remarks.size() == 1);
  CHECK(record.remarks[0].count == 2);
  CHECK(record.remarks[0].last == 2);
}

TEST_CASE("A log that grows is read on and one that begins anew is read anew") {
  const TemporaryFolder folder;
  const auto path = folder / "log.jsonl";
  RunRecordReader reader(path);
  CHECK(reader.read().steps == 0);  // not there yet
  append(path, "{\"event\": \"step\", \"step\": 1, \"loss\": 3}\n{\"event\": \"st");
  CHECK(reader.read().loss.values == std::vector<double>{3});
  append(path, "ep\", \"step\": 2, \"loss\": 2}\n");
  CHECK(reader.read().loss.values == std::vector<double>{3, 2});
  CHECK(reader.read().loss.values.size() == 2);
  std::ofstream(path) << "{\"event\": \"step\", \"step\": 1, \"loss\": 9}\n";
  CHECK(reader.read().loss.values == std::vector<double>{9});
}

TEST_CASE("Lines that are broken or unknown are passed over") {
  const TemporaryFolder folder;
  append(
      folder / "log.jsonl",
      "nonsense\n[1]\n{\"event\": 7}\n{\"event\": \"later\"}\n"
      "{\"event\": \"step\", \"step\": \"x\", \"terms\": [1], \"remarks\": 3, \"loss\": {}}\n"
      "{\"event\": \"step\", \"step\": 5, \"loss\": \"NaN\", \"terms\": {\"a\": \"-Infinity\"}}\n");
  const auto record = RunRecordReader(folder / "log.jsonl").read();
  CHECK(record.step == 5);
  CHECK(std::isnan(record.loss.values.back()));
  CHECK(record.terms.at(0).values[0] == -std::numeric_limits<double>::infinity());
}

TEST_CASE("Steps that begin again are a gap and a step that was not finite an event") {
  const TemporaryFolder folder;
  append(folder / "log.jsonl",
         "{\"event\": \"step\", \"step\": 4, \"loss\": 1}\n"
         "{\"event\": \"nonfinite\", \"step\": 5, \"action\": \"rollback\", \"culprits\": [\"loss "
         "term l1\"], \"files\": [\"a.jpg\"]}\n"
         "{\"event\": \"step\", \"step\": 3, \"loss\": 1.5}\n");
  RunRecordReader reader(folder / "log.jsonl");
  const auto& record = reader.read();
  REQUIRE(record.loss.values.size() == 3);
  CHECK(std::isnan(record.loss.values[1]));
  CHECK(record.events.at(0).text == "rollback: loss term l1; batch of a.jpg");
  CHECK_FALSE(record.stopped);
  append(folder / "log.jsonl",
         "{\"event\": \"nonfinite\", \"step\": 4, \"action\": \"stop\", \"culprits\": [], "
         "\"capsule\": \"c.safetensors\", \"diagnosis\": {\"cause\": {\"verdict\": \"A log\"}}}\n");
  CHECK(reader.read().stopped);
  CHECK(reader.read().events.at(1).text == "stop: ; A log; kept in c.safetensors");
}

TEST_CASE("The last health of the layers is kept and what they lack is NaN") {
  const TemporaryFolder folder;
  append(folder / "log.jsonl",
         "{\"event\": \"health\", \"step\": 1, \"rows\": [{}, {}, {}]}\n"
         "{\"event\": \"health\", \"step\": 9, \"rows\": [{\"module\": \"a\", \"growth\": "
         "\"Infinity\", "
         "\"coverage\": null}]}\n");
  const auto record = RunRecordReader(folder / "log.jsonl").read();
  CHECK(record.health_step == 9);
  REQUIRE(record.health.size() == 1);
  CHECK(record.health[0].module == "a");
  CHECK(std::isinf(record.health[0].growth));
  CHECK(std::isnan(record.health[0].coverage));
}
