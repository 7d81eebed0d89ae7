#include "lowlight/training/json_log.h"

#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "support/catch.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::training;

namespace {

std::vector<nlohmann::json> lines_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::vector<nlohmann::json> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(nlohmann::json::parse(line));
  return lines;
}

}  // namespace

TEST_CASE("A run that goes on from an earlier step takes back what was told of later ones") {
  const test::TemporaryFolder folder;
  const auto path = folder / "log.jsonl";
  {
    JsonLog killed(path);
    killed.on_start(0, 10, {});
    killed.on_warning("kept");
    for (int64_t step = 1; step <= 4; ++step) killed.on_step({.step = step});
    killed.on_checkpoint(4, "weights");
  }
  std::ofstream(path, std::ios::app) << "{\"event\": \"st";
  JsonLog log(path);
  log.on_start(2, 10, {});
  log.on_step({.step = 3});
  std::vector<std::string> events;
  for (const auto& line : lines_of(path))
    events.push_back(line["event"].get<std::string>() + " " +
                     std::to_string(line.value("step", -1)));
  CHECK(events ==
        std::vector<std::string>{"start 0", "warning -1", "step 1", "step 2", "start 2", "step 3"});
}

TEST_CASE(
    "Every event is one line of JSON, added to what the file had, also with NaN and broken names") {
  const test::TemporaryFolder folder;
  const auto path = folder / "log.jsonl";
  {
    JsonLog log(path);
    log.on_start(0, 10, {"two photos"});
  }
  JsonLog log(path);
  log.on_step(
      {.step = 1, .loss = std::numeric_limits<double>::quiet_NaN(), .terms = {{"l1", 0.5}}});
  log.on_validation({.step = 1,
                     .samples = 2,
                     .loss = -std::numeric_limits<double>::infinity(),
                     .metrics = {{"psnr", 25}}});
  log.on_checkpoint(1, "weights");
  log.on_warning("bad \xff name");
  log.on_health(2, {.rows = {{.module = "head", .update_ratio = 0.5}}, .warnings = {"hot"}});
  log.on_nonfinite({.step = 2,
                    .culprits = {"loss term l1"},
                    .files = {"a.png"},
                    .diagnosis = {.error = "bad \xff text", .cause = {.key = "log_of_zero"}},
                    .action = OnNonFinite::skip,
                    .count = 1});

  const auto lines = lines_of(path);
  REQUIRE(lines.size() == 7);
  CHECK(lines[5]["rows"][0]["module"] == "head");
  CHECK(lines[5]["rows"][0]["update_ratio"] == 0.5);
  CHECK(lines[6]["event"] == "nonfinite");
  CHECK(lines[6]["action"] == "skip");
  CHECK(lines[6]["files"][0] == "a.png");
  CHECK(lines[6]["diagnosis"]["cause"]["key"] == "log_of_zero");
  CHECK(lines[0]["event"] == "start");
  CHECK(lines[0]["notes"][0] == "two photos");
  CHECK(lines[1]["loss"] == "NaN");
  CHECK(lines[1]["terms"]["l1"] == 0.5);
  CHECK(lines[2]["loss"] == "-Infinity");
  CHECK(lines[2]["metrics"]["psnr"] == 25);
  CHECK(lines[3]["weights"] == "weights");
  CHECK(lines[4]["event"] == "warning");
}
