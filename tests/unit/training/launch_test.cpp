#include "lowlight/training/launch.h"

#include <map>

#include "lowlight/core/error.h"
#include "support/catch.h"

using namespace lowlight;
using namespace lowlight::training;

namespace {

using Environment = std::map<std::string, std::string>;

Launch launched(const Environment& environment) {
  return launch_from([&](const char* name) {
    const auto found = environment.find(name);
    return found == environment.end() ? std::string() : found->second;
  });
}

const Environment kSecondOfThree = {{"RANK", "1"},
                                    {"WORLD_SIZE", "3"},
                                    {"LOCAL_RANK", "1"},
                                    {"MASTER_ADDR", "node7"},
                                    {"MASTER_PORT", "29500"}};

std::vector<std::string> problems_of(Environment environment) {
  try {
    launched(environment);
    return {};
  } catch (const ConfigError& error) {
    return error.problems();
  }
}

}  // namespace

TEST_CASE("Without WORLD_SIZE, or with 1, a process is alone") {
  CHECK(launched({}) == Launch());
  CHECK(launched({{"RANK", "3"}}) == Launch());
  CHECK(launched({{"WORLD_SIZE", "1"}, {"RANK", "0"}}) == Launch());
}

TEST_CASE("The environment of torchrun tells the place of a process") {
  CHECK((launched(kSecondOfThree) == Launch{1, 3, 1, "node7", 29500, 0, false}));
  auto again = kSecondOfThree;
  again["TORCHELASTIC_RESTART_COUNT"] = "2";
  again["TORCHELASTIC_USE_AGENT_STORE"] = "True";
  CHECK((launched(again) == Launch{1, 3, 1, "node7", 29500, 2, true}));
}

TEST_CASE("Everything wrong in the environment is told at once, by its name") {
  const auto problems = problems_of({{"WORLD_SIZE", "2"}, {"RANK", "2"}});
  REQUIRE(problems.size() == 3);
  CHECK_THAT(problems[0], ContainsSubstring("RANK") && ContainsSubstring("\"2\""));
  CHECK_THAT(problems[1], ContainsSubstring("MASTER_PORT"));
  CHECK_THAT(problems[2], ContainsSubstring("MASTER_ADDR"));
  for (const char* wrong : {"0", "-1", "two", "2x", "99999999999999999999"}) {
    INFO(wrong);
    auto environment = kSecondOfThree;
    environment["WORLD_SIZE"] = wrong;
    CHECK_FALSE(problems_of(environment).empty());
  }
}

TEST_CASE("Each process of a machine takes a GPU of its own") {
  const auto launch = launched(kSecondOfThree);
  CHECK(device_of("cuda", launch) == "cuda:1");
  CHECK(device_of("cuda:0", launch) == "cuda:0");
  CHECK(device_of("cpu", launch) == "cpu");
  CHECK(device_of("cuda", Launch()) == "cuda");
}
