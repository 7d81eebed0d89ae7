#include "lowlight/batch/list_survey.h"

#include <filesystem>

#include "lowlight/core/atomic_file.h"
#include "support/catch.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::batch;

namespace {

BatchPlan plan_of(const std::vector<PlannedPhoto>& photos) { return {.photos = photos}; }

}  // namespace

TEST_CASE("Portions may not write one result twice nor replace inputs of each other") {
  const test::TemporaryFolder root;
  ListSurvey survey(10, root / "out");
  survey.add(plan_of({{root / "a", root / "out/a", {}, ""}}));
  survey.add(plan_of({{root / "a", root / "out/a", {}, ""}}));  // The same photo twice is one.
  CHECK(survey.problems().empty());
  survey.add(plan_of({{root / "b/a", root / "out/a", {}, ""}}));
  CHECK(survey.problems().size() == 1);
  survey.add(plan_of({{root / "out/a", root / "out/c", {}, ""}}));
  CHECK(survey.problems().size() == 2);
  survey.add(plan_of({{root / "d", root / "b/a", {}, ""}}));
  CHECK(survey.problems().size() == 3);
}

TEST_CASE("Maps of trust are compared between portions as results are") {
  const test::TemporaryFolder root;
  ListSurvey survey(10, root / "out");
  survey.add(plan_of({{root / "a", root / "out/a", {}, "", root / "a.png"}}));
  survey.add(plan_of({{root / "b", root / "out/b", {}, "", root / "b.png"}}));
  CHECK(survey.problems().empty());
  survey.add(plan_of({{root / "a.png", root / "out/a.png", {}, "", root / "a.png.png"}}));
  CHECK(survey.problems().size() == 1);
  survey.add(plan_of({{root / "c", root / "out/c", {}, "", root / "out/a"}}));
  CHECK(survey.problems().size() == 2);
  survey.add(plan_of({{root / "d", root / "out/d", {}, "", root / "b"}}));
  CHECK(survey.problems().size() == 3);
}

TEST_CASE("What a photo that is a link leads to may not be replaced by another portion") {
  const test::TemporaryFolder root;
  write_file_atomically(root / "real", "photo");
  std::filesystem::create_symlink("real", root / "link");
  ListSurvey survey(10, root / "out");
  survey.add(plan_of({{root / "link", root / "out/link", {}, ""}}));
  survey.add(plan_of({{root / "real", root / "out/real", {}, ""}}));
  CHECK(survey.problems().empty());
  survey.add(plan_of({{root / "a", root / "real", {}, ""}}));
  CHECK(survey.problems().size() == 1);
}

TEST_CASE("A photo that cannot be read stands in nobody's way") {
  const test::TemporaryFolder root;
  ListSurvey survey(4, root / "out");
  survey.add(plan_of({{root / "a", root / "out/a", {}, "gone"}}));
  survey.add(plan_of({{root / "b/a", root / "out/a", {}, ""}}));
  CHECK(survey.problems().empty());
}

TEST_CASE("Photos of other shards count in comparing, and folders of very many results are named") {
  const test::TemporaryFolder root;
  constexpr int64_t kMany = 100'001;
  ListSurvey survey(kMany + 1, root / "out");
  BatchPlan plan;
  for (int64_t i = 0; i < kMany; ++i) {
    const auto name = std::to_string(i);
    plan.others.push_back({root / name, root / "out" / name, {}, ""});
  }
  survey.add(plan);
  REQUIRE(survey.remarks().size() == 1);
  CHECK_THAT(survey.remarks()[0], ContainsSubstring("--spread"));
  survey.add(plan_of({{root / "b/7", root / "out/7", {}, ""}}));
  CHECK(survey.problems().size() == 1);
}
