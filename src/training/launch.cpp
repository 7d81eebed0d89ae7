#include "lowlight/training/launch.h"

#include <charconv>
#include <cstdlib>
#include <limits>
#include <vector>

#include "lowlight/core/cuda_library.h"
#include "lowlight/core/error.h"

namespace lowlight::training {
namespace {

constexpr int64_t kMostPort = 65'535;

/// Reads whole numbers of the environment and lists what is wrong with them.
struct NumberReader {
  const std::function<std::string(const char*)>& environment;
  std::vector<std::string> problems;

  int64_t number(const char* name, int64_t least, int64_t most) {
    const auto text = environment(name);
    int64_t value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = read.ec == std::errc() && read.ptr == text.data() + text.size();
    if (whole && value >= least && value <= most) return value;
    auto rule = std::string(name) + " must be a number of at least " + std::to_string(least);
    if (most < std::numeric_limits<int64_t>::max()) rule += " and at most " + std::to_string(most);
    problems.push_back(rule + (text.empty() ? ", but is not set" : ", is \"" + text + "\""));
    return least;
  }
};

}  // namespace

Launch launch_from(const std::function<std::string(const char*)>& environment) {
  constexpr auto kAny = std::numeric_limits<int64_t>::max();
  Launch launch;
  if (environment("WORLD_SIZE").empty()) return launch;
  NumberReader reader{environment, {}};
  launch.size = reader.number("WORLD_SIZE", 1, kAny);
  if (launch.size == 1 && reader.problems.empty()) return launch;
  launch.rank = reader.number("RANK", 0, launch.size - 1);
  launch.port = reader.number("MASTER_PORT", 1, kMostPort);
  launch.address = environment("MASTER_ADDR");
  if (launch.address.empty()) reader.problems.push_back("MASTER_ADDR must name a machine");
  if (!environment("LOCAL_RANK").empty()) launch.local_rank = reader.number("LOCAL_RANK", 0, kAny);
  if (!environment("TORCHELASTIC_RESTART_COUNT").empty())
    launch.attempt = reader.number("TORCHELASTIC_RESTART_COUNT", 0, kAny);
  launch.met_by_agent = environment("TORCHELASTIC_USE_AGENT_STORE") == "True";
  if (!reader.problems.empty()) throw ConfigError("the environment", std::move(reader.problems));
  return launch;
}

Launch launch_from_environment() {
  return launch_from([](const char* name) {
    const char* value = std::getenv(name);
    return std::string(value == nullptr ? "" : value);
  });
}

std::string device_of(const std::string& device, const Launch& launch) {
  if (launch.size == 1) return device;
  const bool gpu = device == "cuda" || (device == "auto" && load_cuda_library().empty());
  return gpu ? "cuda:" + std::to_string(launch.local_rank) : device;
}

}  // namespace lowlight::training
