// `--version` touches no network, no photo and no GPU: it shows what starting a program costs.
#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "support/catch.h"

namespace {

// Usual are 0.26 s and 116 MB, nearly all of it LibTorch's CPU part.
// Linking LibTorch's CUDA part as well would add 0.15 s and 350 MB. Processor time, because the
// machine may be busy.
constexpr double kMostSeconds = 1.0;
constexpr long kMostKilobytes = 140'000;

double seconds(const timeval& time) { return double(time.tv_sec) + 1e-6 * double(time.tv_usec); }

struct Cost {
  int status = -1;
  double seconds = 0;
  long kilobytes = 0;
};

Cost run_version(std::string program) {
  std::string option = "--version";
  char* arguments[] = {program.data(), option.data(), nullptr};
  posix_spawn_file_actions_t silent;
  posix_spawn_file_actions_init(&silent);
  posix_spawn_file_actions_addopen(&silent, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);

  Cost cost;
  pid_t child = 0;
  REQUIRE(posix_spawn(&child, program.c_str(), &silent, nullptr, arguments, environ) == 0);
  posix_spawn_file_actions_destroy(&silent);
  rusage usage{};
  REQUIRE(wait4(child, &cost.status, 0, &usage) == child);
  cost.seconds = seconds(usage.ru_utime) + seconds(usage.ru_stime);
  cost.kilobytes = usage.ru_maxrss;
  return cost;
}

TEST_CASE("Programs start fast and small") {
  std::istringstream programs(LOWLIGHT_PROGRAMS);
  for (std::string program; std::getline(programs, program, '|');) {
    Cost best{.seconds = 1e9, .kilobytes = 0};
    for (int run = 0; run < 5; ++run) {
      const Cost cost = run_version(program);
      REQUIRE(cost.status == 0);
      best.seconds = std::min(best.seconds, cost.seconds);
      best.kilobytes = std::max(best.kilobytes, cost.kilobytes);
    }
    INFO(program << ": " << best.seconds << " s, " << best.kilobytes << " kB");
    CHECK(best.seconds <= kMostSeconds);
    CHECK(best.kilobytes <= kMostKilobytes);
  }
}

}  // namespace
