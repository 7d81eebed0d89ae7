#include "lowlight/batch/clashes.h"

#include <filesystem>

#include "support/catch.h"
#include "support/temporary_folder.h"

using namespace lowlight::batch;
using lowlight::test::TemporaryFolder;
namespace fs = std::filesystem;

namespace {

/// Two photos with maps of trust, and one that cannot be read.
BatchPlan plan_in(const fs::path& root) {
  return {.photos = {{root / "in/a.jpg", root / "out/a.jpg", {}, "", root / "maps/a.jpg.png"},
                     {root / "in/b.jpg", root / "out/b.jpg", {}, "", root / "maps/b.jpg.png"},
                     {root / "in/c.jpg", root / "out/c.jpg", {}, "is damaged"}}};
}

}  // namespace

TEST_CASE("Files of a run at places of their own are fine") {
  const TemporaryFolder folder;
  const auto& root = folder.path();
  CHECK(clashes({{"the report", root / "report.html"}, {"the journal", root / "out/c.jpg"}},
                {{"the reference", root / "look.cube"}},
                plan_in(root),
                SheetKind::side)
            .empty());
  CHECK(clashes({{"the report", "-"}, {"the journal", "-"}}, {}, {}).empty());
}

TEST_CASE("Each file that a run writes is refused at the place of each other one") {
  const TemporaryFolder folder;
  const auto& root = folder.path();
  for (const auto* what : {"the report", "the journal", "the table"}) {
    for (const auto* taken : {"in/a.jpg",
                              "in/c.jpg",
                              "out/b.jpg",
                              "maps/a.jpg.png",
                              "out/a.jpg.compare.jpg",
                              "look.cube",
                              "other"}) {
      const auto problems = clashes({{"the other", root / "other"}, {what, root / taken}},
                                    {{"the reference", root / "look.cube"}},
                                    plan_in(root),
                                    SheetKind::side);
      REQUIRE(problems.size() == 1);
      CHECK_THAT(problems[0], ContainsSubstring(what) && ContainsSubstring(taken));
    }
  }
}

TEST_CASE("Sheets are refused at the place of a map of trust") {
  auto plan = plan_in("");
  plan.photos[1].trust_map = "out/a.jpg.compare.jpg";
  CHECK(clashes({}, {}, plan, SheetKind::side).size() == 1);
  CHECK(clashes({}, {}, plan, SheetKind::html).empty());
}

TEST_CASE("Everything that clashes is told at once, through links and dots too") {
  const TemporaryFolder folder;
  const auto& root = folder.path();
  fs::create_directories(root / "out");
  fs::create_directory_symlink(root / "out", root / "link");
  const auto problems = clashes({{"the report", root / "link/a.jpg"},
                                 {"the journal", root / "out/./b.jpg"},
                                 {"the table", root / "out/../in/a.jpg"}},
                                {},
                                plan_in(root));
  CHECK(problems.size() == 3);
}
