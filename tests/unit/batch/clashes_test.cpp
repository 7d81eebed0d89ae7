#include "lowlight/batch/clashes.h"

#include <sys/stat.h>

#include <filesystem>

#include "lowlight/core/atomic_file.h"
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
  CHECK(clashes({{"the report", root / "report.html"}, {"the journal", root / "out/c.jpg", true}},
                {{"the reference", root / "look.cube"}},
                plan_in(root),
                SheetKind::side)
            .empty());
  CHECK(clashes({{"the report", "-"}}, {}, {.photos = {{"-", "-", {}, ""}}}).empty());
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

TEST_CASE("What is read is the file that a link leads to, and the link") {
  const TemporaryFolder folder;
  const auto& root = folder.path();
  const auto real = root / "real.jpg", link = root / "link.jpg";
  lowlight::write_file_atomically(real, "photo");
  fs::create_symlink("real.jpg", link);
  const BatchPlan of_link = {.photos = {{link, root / "out/link.jpg", {}, ""}}};
  const BatchPlan to_real = {.photos = {{root / "a.jpg", real, {}, ""}}};
  CHECK(clashes({{"the report", real}}, {}, of_link).size() == 1);
  CHECK(clashes({{"the report", link}}, {}, of_link).size() == 1);
  CHECK(clashes({}, {{"the reference", link}}, to_real).size() == 1);
  CHECK(clashes({{"the report", link}}, {}, to_real).empty());  // Replaces the link alone.
}

TEST_CASE("What is appended to is the file that a link leads to, and the link") {
  const TemporaryFolder folder;
  const auto& root = folder.path();
  const auto list = root / "list", link = root / "link";
  lowlight::write_file_atomically(list, "a.jpg\n");
  fs::create_symlink("list", link);
  CHECK(clashes({{"the journal", link, true}}, {{"the list", list}}, {}) ==
        std::vector<std::string>{"the journal '" + link.string() + "' would replace the list '" +
                                 list.string() + "'"});
  CHECK(clashes({{"the report", link}, {"the journal", link, true}}, {}, {}).size() == 1);
  CHECK(clashes({{"the report", list}, {"the journal", link, true}}, {}, {}).size() == 1);
  fs::remove(list);  // The journal will make it.
  CHECK(clashes({{"the report", list}, {"the journal", link, true}}, {}, {}).size() == 1);
  fs::create_symlink("link", list);  // A circle leads nowhere.
  CHECK(clashes({{"the journal", link, true}}, {}, {}).empty());
}

TEST_CASE("A report in the place of a pipe or a folder is refused") {
  const TemporaryFolder folder;
  const auto pipe = folder / "pipe", link = folder / "link";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  fs::create_symlink("pipe", link);
  for (const auto& file : {pipe, link, folder.path()})
    CHECK(clashes({{"the report", file}}, {}, {}).size() == 1);
}

TEST_CASE("A file called - clashes as any other, and so does the sheet of standard output") {
  CHECK(clashes({{"the report", "-"}, {"the journal", "-", true}}, {}, {}).size() == 1);
  const BatchPlan plan = {.photos = {{"-.compare.jpg", "-", {}, ""}}};
  CHECK(clashes({}, {}, plan, SheetKind::side).size() == 1);
}
