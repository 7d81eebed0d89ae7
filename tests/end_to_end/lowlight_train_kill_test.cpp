// Training killed in the middle of its work, over and over.
#include <ATen/ATen.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "lowlight/core/atomic_file.h"
#include "lowlight/core/random.h"
#include "lowlight/io/safetensors.h"
#include "support/catch.h"
#include "support/full_length.h"
#include "support/program.h"
#include "training_runs.h"

using namespace lowlight;
using lowlight::test::command;
using lowlight::test::losses_in;
using lowlight::test::packed_photos;
using lowlight::test::Program;
using lowlight::test::TemporaryFolder;
using lowlight::test::wait_for_steps;
namespace fs = std::filesystem;

namespace {

bool has_state(const fs::path& run) {
  if (!fs::exists(run)) return false;
  for (const auto& entry : fs::directory_iterator(run)) {
    if (entry.path().filename().string().starts_with("state-")) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("Killed at random moments and resumed a run ends with the bytes of an undisturbed one") {
  const TemporaryFolder folder;
  const std::vector<std::string> settings = {"photos.path=" + packed_photos(folder),
                                             "trainer.steps=200",
                                             "trainer.batch=2",
                                             "trainer.checkpoint_every=3"};
  const auto whole = folder / "whole", killed = folder / "killed";
  REQUIRE(Program(command("tiny_enhancer.toml", whole, settings)).exit_code() == 0);

  RandomStream random({2027});
  const auto go_on = [&] {
    auto words = command("tiny_enhancer.toml", killed, settings);
    if (has_state(killed)) words.push_back("--resume");
    return words;
  };
  const int kills = lowlight::test::full_length() ? 20 : 5;
  int kills_at_work = 0;
  for (int round = 0; round < kills; ++round) {
    Program program(go_on());
    wait_for_steps(program, killed);
    std::this_thread::sleep_for(std::chrono::microseconds(random.below(40'000)));
    program.send(SIGKILL);
    if (program.exit_code() == 128 + SIGKILL) ++kills_at_work;
  }
  CHECK(kills_at_work == kills);
  Program last(go_on());
  const int code = last.exit_code();
  INFO(last.err());
  REQUIRE(code == 0);
  const bool same_weights =
      read_file(killed / "weights.safetensors") == read_file(whole / "weights.safetensors");
  CHECK(same_weights);
  const auto state = io::read_safetensors(killed / "state-200.safetensors").tensors;
  for (const auto& [name, tensor] : io::read_safetensors(whole / "state-200.safetensors").tensors) {
    CAPTURE(name);
    CHECK(at::equal(state.at(name), tensor));
  }
  CHECK(losses_in(killed) == losses_in(whole));
  for (const auto& entry : fs::directory_iterator(killed)) {
    CAPTURE(entry.path().string());
    CHECK(entry.path().filename().string().front() != '.');  // nothing unfinished is left
  }
}
