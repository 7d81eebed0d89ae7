// `lowlight_train` as its users meet it.
#include <chrono>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "lowlight/core/atomic_file.h"
#include "support/catch.h"
#include "support/program.h"
#include "support/temporary_folder.h"
#include "training_runs.h"

using namespace lowlight;
using lowlight::test::command;
using lowlight::test::losses_in;
using lowlight::test::packed_photos;
using lowlight::test::Program;
using lowlight::test::TemporaryFolder;
namespace fs = std::filesystem;

namespace {

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

TEST_CASE("The tiny enhancer trains in moments and the loss of held-out samples falls") {
  const TemporaryFolder folder;
  const auto run = folder / "run";
  const auto photos = packed_photos(folder);
  Program program(command(
      "tiny_enhancer.toml",
      run,
      {"photos.path=" + photos, "validation.path=" + photos, "trainer.checkpoint_every=10"}));
  const int code = program.exit_code();
  INFO(program.err());
  CHECK(code == 0);
  CHECK_THAT(program.err(),
             ContainsSubstring("finished after step 100") && ContainsSubstring("images/s") &&
                 ContainsSubstring("left"));
  for (const auto* metric :
       {" psnr ", " ssim ", " delta_e ", " identity_delta_e ", " noise_gain ", " colour_distance "})
    CHECK_THAT(program.err(), ContainsSubstring(metric));
  // Samples differ in difficulty by more than a hundred steps teach: only equal ones compare.
  const auto losses = losses_in(run, "validation");
  REQUIRE(losses.size() == 10);
  CHECK(losses.back() < 0.98 * losses.front());
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
  const int signal = GENERATE(SIGTERM, SIGINT);
  const TemporaryFolder folder;
  const std::vector<std::string> settings = {
      "photos.path=" + packed_photos(folder), "trainer.steps=40", "trainer.checkpoint_every=1000"};
  const auto whole = folder / "whole", parts = folder / "parts";
  CHECK(Program(command("tiny_enhancer.toml", whole, settings)).exit_code() == 0);

  Program program(command("tiny_enhancer.toml", parts, settings));
  while (program.running() && losses_in(parts).size() < 3)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  program.send(signal);
  const int code = program.exit_code();
  INFO(program.err());
  REQUIRE(code == 128 + signal);
  CHECK_THAT(program.err(),
             ContainsSubstring("interrupted after step") && ContainsSubstring("--resume"));

  auto resume = command("tiny_enhancer.toml", parts, settings);
  resume.push_back("--resume");
  CHECK(Program(resume).exit_code() == 0);
  CHECK(losses_in(parts).size() == 40);
  CHECK(read_file(parts / "weights.safetensors") == read_file(whole / "weights.safetensors"));
}

TEST_CASE("A dry run and a profile show their tables and write nothing") {
  const TemporaryFolder folder;
  const auto run = folder / "run";
  auto words = command("tiny_enhancer.toml", run, {"photos.path=" + packed_photos(folder)});
  words.insert(words.end(), {"--dry-run", "--profile"});
  Program program(words);
  const int code = program.exit_code();
  INFO(program.err());
  CHECK(code == 0);
  CHECK_THAT(program.out(),
             ContainsSubstring("parameters;") && ContainsSubstring("head.weight") &&
                 ContainsSubstring("backward") && ContainsSubstring("aten::"));
  CHECK_FALSE(fs::exists(run));
}

TEST_CASE("Overfitting one batch drives its loss far down") {
  const TemporaryFolder folder;
  const auto run = folder / "run";
  auto words = command(
      "tiny_enhancer.toml", run, {"photos.path=" + packed_photos(folder), "trainer.steps=60"});
  words.push_back("--overfit-one-batch");
  CHECK(Program(words).exit_code() == 0);
  check_falling(losses_in(run), 0.8);
  for (const auto* name : {"steps.csv", "tensorboard"}) CHECK(fs::exists(run / name));
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
  CHECK_THAT(option.err(), ContainsSubstring("did you mean '--resume'"));
  CHECK(Program({LOWLIGHT_TRAIN}).exit_code() == 2);
  CHECK(Program({LOWLIGHT_TRAIN, "x.toml", "--replay", "y.safetensors"}).exit_code() == 2);
  Program help({LOWLIGHT_TRAIN, "--help"});
  CHECK(help.exit_code() == 0);
  CHECK_THAT(help.out(), ContainsSubstring("--resume"));
}
