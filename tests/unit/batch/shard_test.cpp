#include "lowlight/batch/shard.h"

#include <cstdlib>
#include <map>

#include "lowlight/core/error.h"
#include "support/catch.h"

using namespace lowlight;
using namespace lowlight::batch;

namespace {

using Variables = std::map<std::string, std::string>;

Shard parse(const std::string& text, const Variables& variables = {}) {
  return parse_shard(text, [&](const char* name) -> const char* {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second.c_str();
  });
}

std::string place(int i) { return "tree/photo " + std::to_string(i) + ".jpg"; }

}  // namespace

TEST_CASE("Every photo belongs to exactly one shard and the shards are alike in size") {
  for (const int64_t count : {1, 2, 3, 7, 1000}) {
    std::vector<int> sizes(size_t(count), 0);
    for (int i = 0; i < 4000; ++i) {
      int holders = 0;
      for (int64_t index = 0; index < count; ++index) {
        if (!Shard{index, count}.holds(place(i))) continue;
        ++holders;
        ++sizes[size_t(index)];
      }
      REQUIRE(holders == 1);
    }
    if (count > 10) continue;
    for (const int size : sizes) CHECK(std::abs(size - 4000 / int(count)) < 200);
  }
}

TEST_CASE("A photo's shard depends on its place alone and not on this program's build") {
  // The first eight bytes of SHA-256("a.jpg"), big-endian, modulo 1000.
  CHECK(Shard{26, 1000}.holds("a.jpg"));
}

TEST_CASE("A shard is written as I/N from 1") {
  CHECK(parse("").count == 1);
  const auto shard = parse("2/5");
  CHECK((shard.index == 1 && shard.count == 5));
  for (const auto* text : {"0/5",
                           "6/5",
                           "-1/5",
                           "1/0",
                           "1/-1",
                           "2",
                           "/",
                           "1/",
                           "a/b",
                           "1/5/6",
                           "1.5/2",
                           " 1/5",
                           "99999999999999999999/5"}) {
    INFO(text);
    CHECK_THROWS_AS(parse(text), ConfigError);
  }
}

TEST_CASE("Array jobs tell their shard") {
  const auto slurm = parse("auto",
                           {{"SLURM_ARRAY_TASK_ID", "14"},
                            {"SLURM_ARRAY_TASK_MIN", "10"},
                            {"SLURM_ARRAY_TASK_STEP", "2"},
                            {"SLURM_ARRAY_TASK_COUNT", "4"}});
  CHECK((slurm.index == 2 && slurm.count == 4));
  const auto aws =
      parse("auto", {{"AWS_BATCH_JOB_ARRAY_INDEX", "0"}, {"AWS_BATCH_JOB_ARRAY_SIZE", "9"}});
  CHECK((aws.index == 0 && aws.count == 9));
  const auto kubernetes = parse("auto/8", {{"JOB_COMPLETION_INDEX", "7"}});
  CHECK((kubernetes.index == 7 && kubernetes.count == 8));
}

TEST_CASE("An array job that does not tell enough is a mistake and never the whole batch") {
  CHECK_THROWS_AS(parse("auto"), ConfigError);
  CHECK_THROWS_AS(parse("auto/3"), ConfigError);
  CHECK_THROWS_WITH(parse("auto", {{"JOB_COMPLETION_INDEX", "1"}}), ContainsSubstring("auto/N"));
  CHECK_THROWS_AS(parse("auto/8", {{"JOB_COMPLETION_INDEX", "8"}}), ConfigError);
  CHECK_THROWS_AS(parse("auto/8", {{"JOB_COMPLETION_INDEX", "x"}}), ConfigError);
}

TEST_CASE("Being in an array job changes nothing unasked") {
  CHECK(parse("", {{"SLURM_ARRAY_TASK_ID", "1"}, {"SLURM_ARRAY_TASK_COUNT", "4"}}).count == 1);
}
