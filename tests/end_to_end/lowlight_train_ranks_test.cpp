// Training by several processes: what an engine such as torchrun starts, ends and starts again.
#include <ATen/ATen.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <thread>

#include "lowlight/core/atomic_file.h"
#include "lowlight/core/random.h"
#include "lowlight/io/safetensors.h"
#include "support/catch.h"
#include "support/free_port.h"
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
using namespace std::chrono_literals;

namespace {

constexpr int kLostExit = 3;
constexpr double kRounding = 2e-4;
constexpr auto kPatience = 20s;  // trainer.rank_timeout

using Clock = std::chrono::steady_clock;
using Words = std::vector<std::string>;
using Processes = std::vector<std::unique_ptr<Program>>;

/// The command of rank r, with the environment that an engine gives it.
Words as_rank(const Words& words, int64_t rank, int64_t size, int64_t port) {
  Words all = {"/usr/bin/env",
               "RANK=" + std::to_string(rank),
               "LOCAL_RANK=" + std::to_string(rank),
               "WORLD_SIZE=" + std::to_string(size),
               "MASTER_ADDR=127.0.0.1",
               "MASTER_PORT=" + std::to_string(port),
               "GLOO_SOCKET_IFNAME=lo"};
  all.insert(all.end(), words.begin(), words.end());
  return all;
}

Processes started(const std::vector<Words>& commands) {
  const auto port = test::free_port();
  Processes processes;
  for (size_t r = 0; r < commands.size(); ++r) {
    processes.push_back(std::make_unique<Program>(
        as_rank(commands[r], int64_t(r), int64_t(commands.size()), port)));
  }
  return processes;
}

/// Waits until all have ended; false where one still runs after `limit`.
bool ended_within(Processes& processes, Clock::duration limit) {
  const auto until = Clock::now() + limit;
  while (Clock::now() < until) {
    if (std::ranges::none_of(processes, [](const auto& process) { return process->running(); }))
      return true;
    std::this_thread::sleep_for(5ms);
  }
  return false;
}

std::vector<int> exit_codes(Processes& processes) {
  std::vector<int> codes;
  for (const auto& process : processes) codes.push_back(process->exit_code());
  return codes;
}

Words settings_of(const std::string& photos, int64_t batch, int64_t steps) {
  return {"photos.path=" + photos,
          "trainer.steps=" + std::to_string(steps),
          "trainer.batch=" + std::to_string(batch),
          "trainer.checkpoint_every=3",
          "trainer.health_every=0",
          "trainer.rank_timeout=" + std::to_string(kPatience.count())};
}

Words training(const fs::path& run, Words settings, const std::string& setting = "") {
  if (!setting.empty()) settings.push_back(setting);
  auto words = command("tiny_enhancer.toml", run, settings);
  words.push_back("--resume-or-begin");
  return words;
}

bool exchanges() {
  Program version({LOWLIGHT_TRAIN, "--version"});
  version.exit_code();
  return version.out().find("by Gloo") != std::string::npos;
}

double greatest_difference(const fs::path& first, const fs::path& second) {
  const auto ours = io::read_safetensors(first).tensors;
  double most = 0;
  for (const auto& [name, tensor] : io::read_safetensors(second).tensors)
    most = std::max(most, (ours.at(name) - tensor).abs().max().item<double>());
  return most;
}

}  // namespace

TEST_CASE("Two processes, of which one is told to stop and both start again, train as one does") {
  if (!exchanges()) {
    SUCCEED("built without Gloo");
    return;
  }
  const TemporaryFolder folder;
  const auto settings = settings_of(packed_photos(folder), 5, 12);
  REQUIRE(Program(training(folder / "one", settings)).exit_code() == 0);
  const auto words = training(folder / "two", settings);
  auto processes = started({words, words});
  wait_for_steps(*processes[0], folder / "two");
  processes[1]->send(SIGTERM);
  REQUIRE(ended_within(processes, 60s));
  const auto stopped = exit_codes(processes);
  CHECK(stopped[0] == stopped[1]);
  if (stopped[0] != 0) {  // else they were quicker than the signal
    CHECK(stopped[0] == 128 + SIGTERM);
    processes = started({words, words});
    REQUIRE(ended_within(processes, 60s));
  }
  INFO(processes[0]->err() << processes[1]->err());
  CHECK(exit_codes(processes) == std::vector<int>{0, 0});
  CHECK(processes[1]->err().find("finished") == std::string::npos);
  CHECK(losses_in(folder / "two").size() == 12);
  CHECK(greatest_difference(folder / "one/weights.safetensors",
                            folder / "two/weights.safetensors") < kRounding);
}

TEST_CASE("Processes with other settings or other photos do not begin, and say what differs") {
  if (!exchanges()) {
    SUCCEED("built without Gloo");
    return;
  }
  const TemporaryFolder folder, others;
  const auto photos = packed_photos(folder);
  const auto settings = settings_of(photos, 4, 3);
  const auto refused = [&](const Words& second, const std::string& named) {
    auto processes = started({training(folder / "run", settings), second});
    REQUIRE(ended_within(processes, 60s));
    CHECK(exit_codes(processes) == std::vector<int>{2, 2});
    for (const auto& process : processes) CHECK_THAT(process->err(), ContainsSubstring(named));
    CHECK_FALSE(fs::exists(folder / "run/log.jsonl"));
  };
  refused(training(folder / "run", settings, "trainer.seed=7"), "trainer.seed");
  // The same path, seen from another machine.
  const auto hidden = packed_photos(others);
  data::pack_photos(test::PhotosInMemory({test::synthetic_photo(99, 99, 3)}), hidden);
  Words elsewhere = {"/usr/bin/unshare",
                     "--mount",
                     "/bin/sh",
                     "-c",
                     "mount --bind " + hidden + " " + photos + " && exec \"$@\"",
                     "sh"};
  const auto words = training(folder / "run", settings);
  elsewhere.insert(elsewhere.end(), words.begin(), words.end());
  if (Program({"/usr/bin/unshare", "--mount", "/bin/true"}).exit_code() == 0)
    refused(elsewhere, "data.photos");
}

TEST_CASE("A process that falls behind holds up the others and changes nothing") {
  if (!exchanges()) {
    SUCCEED("built without Gloo");
    return;
  }
  const TemporaryFolder folder;
  const auto settings = settings_of(packed_photos(folder), 4, 30);
  const auto run = [&](const std::string& name) {
    const auto words = training(folder / name, settings);
    return started({words, words});
  };
  auto undisturbed = run("undisturbed");
  REQUIRE(ended_within(undisturbed, 60s));
  auto processes = run("slow");
  wait_for_steps(*processes[0], folder / "slow");
  processes[1]->send(SIGSTOP);
  std::this_thread::sleep_for(1s);
  processes[1]->send(SIGCONT);
  REQUIRE(ended_within(processes, 60s));
  INFO(processes[0]->err() << processes[1]->err());
  CHECK(exit_codes(processes) == std::vector<int>{0, 0});
  CHECK(losses_in(folder / "slow") == losses_in(folder / "undisturbed"));
  const bool same_weights = read_file(folder / "slow/weights.safetensors") ==
                            read_file(folder / "undisturbed/weights.safetensors");
  CHECK(same_weights);
}

TEST_CASE("A process that hangs, and one that cannot write, end the others in time") {
  if (!exchanges()) {
    SUCCEED("built without Gloo");
    return;
  }
  const TemporaryFolder folder;
  const auto photos = packed_photos(folder);
  auto words = training(folder / "hangs", settings_of(photos, 2, 5000), "trainer.rank_timeout=2");
  auto processes = started({words, words});
  wait_for_steps(*processes[0], folder / "hangs");
  processes[1]->send(SIGSTOP);
  const auto begin = Clock::now();
  CHECK(processes[0]->exit_code() == kLostExit);
  CHECK(Clock::now() - begin < 15s);
  CHECK_THAT(processes[0]->err(), ContainsSubstring("another process"));
  processes[1]->send(SIGKILL);

  words = training(folder / "full", settings_of(photos, 2, 5000));
  // No file may grow beyond 20 KiB: a state does not fit.
  Words limited = {"/bin/sh", "-c", "trap '' XFSZ; ulimit -f 40; exec \"$@\"", "sh"};
  limited.insert(limited.end(), words.begin(), words.end());
  processes = started({limited, words});
  REQUIRE(ended_within(processes, kPatience + 20s));
  CHECK(exit_codes(processes) == std::vector<int>{2, kLostExit});
}

TEST_CASE("A socket or pipe that nobody reads any more is not what ends a training") {
  const TemporaryFolder folder;
  const auto run = folder / "run";
  Program program(training(run, settings_of(packed_photos(folder), 2, 60)));
  wait_for_steps(program, run);
  program.send(SIGPIPE);
  CHECK(program.exit_code() == 0);
  CHECK(losses_in(run).size() == 60);
}

TEST_CASE("Whichever process is killed, the others end, and started again all end as undisturbed") {
  if (!exchanges()) {
    SUCCEED("built without Gloo");
    return;
  }
  const bool full = lowlight::test::full_length();
  const TemporaryFolder folder;
  const auto photos = packed_photos(folder);
  RandomStream random({2028});
  for (const int64_t size : full ? std::vector<int64_t>{2, 3} : std::vector<int64_t>{2}) {
    INFO(size << " processes");
    const auto settings = settings_of(photos, size, full ? 300 : 40);
    const auto name = std::to_string(size);
    const auto whole = folder / ("whole" + name), killed = folder / ("killed" + name);
    auto undisturbed = started(std::vector<Words>(size_t(size), training(whole, settings)));
    REQUIRE(ended_within(undisturbed, 300s));
    const std::vector<Words> again(size_t(size), training(killed, settings));
    Clock::duration longest{};
    const int rounds = full ? 30 : 2;
    int kills_at_work = 0;
    for (int round = 0; round < rounds; ++round) {
      auto processes = started(again);
      wait_for_steps(*processes[0], killed);
      std::this_thread::sleep_for(std::chrono::microseconds(random.below(60'000)));
      const auto victim = size_t(random.below(size));
      processes[victim]->send(SIGKILL);
      const auto begin = Clock::now();
      REQUIRE(ended_within(processes, kPatience + 10s));
      longest = std::max(longest, Clock::now() - begin);
      // An engine starts all again where one ends so.
      auto codes = exit_codes(processes);
      kills_at_work += codes[victim] == 128 + SIGKILL;
      codes.erase(codes.begin() + std::ptrdiff_t(victim));
      CHECK(codes == std::vector<int>(codes.size(), 3));
    }
    CHECK(kills_at_work == rounds);
    WARN(size << " processes: after a kill the others ended within "
              << std::chrono::duration<double>(longest).count() << " s");
    auto last = started(again);
    REQUIRE(ended_within(last, 300s));
    INFO(last[0]->err());
    CHECK(exit_codes(last) == std::vector<int>(size_t(size), 0));
    const bool same_weights =
        read_file(killed / "weights.safetensors") == read_file(whole / "weights.safetensors");
    CHECK(same_weights);
    CHECK(losses_in(killed) == losses_in(whole));
  }
}
