// `lowlight_train` as its users meet it.
#include <stdlib.h>

#include <chrono>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "lowlight/core/atomic_file.h"
#include "lowlight/data/packed_source.h"
#include "support/catch.h"
#include "support/program.h"
#include "support/synthetic_photos.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using lowlight::test::Program;
using lowlight::test::synthetic_photo;
using lowlight::test::TemporaryFolder;

namespace {

namespace fs = std::filesystem;

std::string packed_photos(const TemporaryFolder& folder) {
  std::vector<at::Tensor> photos;
  for (int64_t variant = 0; variant < 8; ++variant)
    photos.push_back(synthetic_photo(120, 150, variant));
  const auto path = folder / "photos.safetensors";
  data::pack_photos(test::PhotosInMemory(photos), path);
  return path.string();
}

std::vector<std::string> command(const std::string& config,
                                 const fs::path& run,
                                 std::vector<std::string> settings) {
  // Pools of threads on busy cores mostly wait for each other.
  ::setenv("OMP_NUM_THREADS", "1", 1);
  std::vector<std::string> words = {
      LOWLIGHT_TRAIN, LOWLIGHT_SOURCE_DIR "/configs/" + config, "--set"};
  words.push_back("run_folder=" + run.string());
  words.push_back("trainer.loader.workers=1");
  words.insert(words.end(), settings.begin(), settings.end());
  return words;
}

/// The losses of all steps in a run's log.
std::vector<double> losses_in(const fs::path& run) {
  std::ifstream log(run / "log.jsonl");
  std::vector<double> losses;
  for (std::string line; std::getline(log, line);) {
    const auto entry = nlohmann::json::parse(line);
    if (entry["event"] == "step") losses.push_back(entry["loss"]);
  }
  return losses;
}

double mean_of(const std::vector<double>& values, size_t begin, size_t end) {
  double sum = 0;
  for (size_t i = begin; i < end; ++i) sum += values[i];
  return sum / double(end - begin);
}

void check_falling(const std::vector<double>& losses, double share) {
  REQUIRE(losses.size() >= 40);
  const double first = mean_of(losses, 0, 15),
               last = mean_of(losses, losses.size() - 15, losses.size());
  CAPTURE(first, last);
  CHECK(last < share * first);
}

}  // namespace

TEST_CASE("The tiny enhancer trains in moments and its loss falls") {
  const TemporaryFolder folder;
  const auto run = folder / "run";
  Program program(command("tiny_enhancer.toml", run, {"photos.path=" + packed_photos(folder)}));
  const int code = program.exit_code();
  INFO(program.err());
  CHECK(code == 0);
  CHECK_THAT(program.err(),
             ContainsSubstring("finished after step 100") && ContainsSubstring("images/s") &&
                 ContainsSubstring("left"));
  check_falling(losses_in(run), 0.95);
}

TEST_CASE("The tiny style network trains in moments and its loss falls") {
  const TemporaryFolder folder;
  const auto run = folder / "run";
  const auto photos = packed_photos(folder);
  Program program(
      command("tiny_style.toml", run, {"content.path=" + photos, "style.path=" + photos}));
  const int code = program.exit_code();
  INFO(program.err());
  CHECK(code == 0);
  CHECK_THAT(program.err(), ContainsSubstring("random"));
  check_falling(losses_in(run), 0.8);
}

TEST_CASE(
    "Interrupted training saves the step, says how to go on, and ends as if it had not been") {
  const TemporaryFolder folder;
  const std::vector<std::string> settings = {
      "photos.path=" + packed_photos(folder), "trainer.steps=40", "trainer.checkpoint_every=1000"};
  const auto whole = folder / "whole", parts = folder / "parts";
  CHECK(Program(command("tiny_enhancer.toml", whole, settings)).exit_code() == 0);

  Program program(command("tiny_enhancer.toml", parts, settings));
  while (program.running() && losses_in(parts).size() < 3)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  program.send(SIGTERM);
  const int code = program.exit_code();
  INFO(program.err());
  REQUIRE(code == 143);
  CHECK_THAT(program.err(),
             ContainsSubstring("interrupted after step") && ContainsSubstring("--resume"));

  auto resume = command("tiny_enhancer.toml", parts, settings);
  resume.push_back("--resume");
  CHECK(Program(resume).exit_code() == 0);
  CHECK(losses_in(parts).size() == 40);
  CHECK(read_file(parts / "weights.safetensors") == read_file(whole / "weights.safetensors"));
}

TEST_CASE("Wrong keys, files and options end with code 2 and say what is wrong") {
  const TemporaryFolder folder;
  const auto run = folder / "run";
  Program keys(
      command("tiny_enhancer.toml", run, {"photos.path=x", "trainer.stepz=3", "photo.path=y"}));
  CHECK(keys.exit_code() == 2);
  CHECK_THAT(keys.err(),
             ContainsSubstring("did you mean 'trainer.steps'?") &&
                 ContainsSubstring("did you mean 'photos.path'?"));

  Program files(
      command("tiny_enhancer.toml", run, {"photos.path=" + (folder / "nothing").string()}));
  CHECK(files.exit_code() == 2);
  CHECK_THAT(files.err(), ContainsSubstring("nothing") && ContainsSubstring("does not exist"));

  Program option({LOWLIGHT_TRAIN, "x.toml", "--resum"});
  CHECK(option.exit_code() == 2);
  Program help({LOWLIGHT_TRAIN, "--help"});
  CHECK(help.exit_code() == 0);
  CHECK_THAT(help.out(), ContainsSubstring("--resume"));
}
