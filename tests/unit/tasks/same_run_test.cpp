#include "tasks/same_run.h"

#include <torch/types.h>

#include <fstream>

#include "lowlight/core/error.h"
#include "support/catch.h"
#include "support/line_task.h"
#include "support/synthetic_photos.h"
#include "support/temporary_folder.h"
#include "support/thread_ranks.h"

using namespace lowlight;
using namespace lowlight::tasks;
using lowlight::test::on_ranks;

namespace {

/// What each of three ranks is told where they have these facts.
std::vector<std::vector<std::string>> problems_of(const std::vector<std::vector<Field>>& facts) {
  std::vector<std::vector<std::string>> problems(facts.size());
  on_ranks(int64_t(facts.size()), [&](const Ranks& ranks) {
    const auto r = size_t(ranks.rank());
    try {
      require_same(facts[r], "settings", ranks);
    } catch (const ConfigError& error) {
      problems[r] = error.problems();
    }
  });
  return problems;
}

std::vector<Field> facts(int64_t batch, const std::string& path) {
  return {{"trainer.batch", batch, ""}, {"photos.path", path, ""}};
}

std::string text_of(const Field& field) {
  const auto& numbers = std::get<std::vector<int64_t>>(field.value);
  return field.name + " " + std::to_string(numbers[0]) + " " + std::to_string(numbers[1]);
}

}  // namespace

TEST_CASE("Ranks with the same facts go on") {
  for (const auto& told : problems_of({facts(8, "a"), facts(8, "a"), facts(8, "a")}))
    CHECK(told.empty());
  require_same(facts(8, "a"), "settings", alone());
}

TEST_CASE("Every rank is told which fact differs, where, and both values") {
  const auto all = problems_of({facts(8, "a"), facts(8, "a"), facts(4, "b")});
  for (const auto& told : all) {
    REQUIRE(told.size() == 2);
    CHECK_THAT(told[1],
               ContainsSubstring("trainer.batch") && ContainsSubstring("process 2") &&
                   ContainsSubstring("4") && ContainsSubstring("8"));
    CHECK_THAT(told[0], ContainsSubstring("photos.path") && ContainsSubstring("\"b\""));
  }
}

TEST_CASE("Folder, device, threads and loader may be each rank's own") {
  const auto shared = shared_settings({{"run_folder", std::string("x"), ""},
                                       {"trainer.device", std::string("cpu"), ""},
                                       {"trainer.threads", int64_t(1), ""},
                                       {"trainer.loader.workers", int64_t(2), ""},
                                       {"trainer.seed", int64_t(1), ""}});
  REQUIRE(shared.size() == 1);
  CHECK(shared[0].name == "trainer.seed");
}

TEST_CASE("Other samples and other photos are other facts") {
  const auto first = facts_of(test::LineTask()), same = facts_of(test::LineTask()),
             other = facts_of(test::LineTask(0, 0.5f));
  CHECK(first.back().value == same.back().value);
  CHECK(first.back().value != other.back().value);
  const auto photo = test::synthetic_photo(8, 9, 1);
  const test::PhotosInMemory one({photo}), two({photo, photo});
  CHECK(text_of(fact_of("photos", one)) == text_of(fact_of("photos", one)));
  CHECK(text_of(fact_of("photos", one)) != text_of(fact_of("photos", two)));
}

TEST_CASE("Photos of the same names and other files are other facts, the last one too") {
  const test::TemporaryFolder folder;
  const auto put = [&](const char* name, const char* bytes) {
    std::ofstream(folder / name) << bytes;
  };
  const auto photo = test::synthetic_photo(8, 9, 1);
  const test::PhotosInMemory photos({photo, photo}, (folder / "photo").string());
  put("photo 0", "12"), put("photo 1", "345");
  const auto before = text_of(fact_of("photos", photos));
  CHECK(text_of(fact_of("photos", photos)) == before);
  put("photo 1", "3456");
  CHECK(text_of(fact_of("photos", photos)) != before);
}
