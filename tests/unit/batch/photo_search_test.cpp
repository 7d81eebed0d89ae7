// Patterns, lists, a base and shards; batch_plan_test has the rules for files and folders.
#include <fstream>
#include <set>

#include "lowlight/batch/batch_plan.h"
#include "support/batch_inputs.h"
#include "support/catch.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::batch;
using lowlight::test::problems_of;
using lowlight::test::put;
using lowlight::test::TemporaryFolder;
namespace fs = std::filesystem;

namespace {

std::set<std::string> outputs(const BatchPlan& plan, const fs::path& folder) {
  std::set<std::string> result;
  for (const auto& photo : plan.photos) result.insert(photo.output.lexically_relative(folder));
  return result;
}

using FileNames = std::set<std::string>;

}  // namespace

TEST_CASE("A pattern that no shell expanded is expanded") {
  const TemporaryFolder root;
  for (const auto* name : {"in/1.png", "in/2.png", "in/10.png", "in/.3.png", "in/4/a.png"}) {
    put(root / name);
  }
  std::ofstream(root / "in/5.txt") << "no photo";
  const auto plan = plan_batch({root / "in/?.*", root / "in/[4-9]"}, {.output = root / "out"});
  CHECK(outputs(plan, root / "out") == FileNames{"1.png", "2.png", "a.png"});
  CHECK(plan.passed_over == std::vector<fs::path>{root / "in/5.txt"});
  CHECK_THAT(problems_of({root / "in/*.webp"}, {.output = root / "out"}).at(0),
             ContainsSubstring("nothing matches"));
}

TEST_CASE("A file whose name looks like a pattern is that file") {
  const TemporaryFolder root;
  put(root / "in/a[1].png");
  put(root / "in/a1.png");
  const auto plan = plan_batch({root / "in/a[1].png"}, {.output = root / "out"});
  CHECK(outputs(plan, root / "out") == FileNames{"a[1].png"});
}

TEST_CASE("A pattern never picks up the output folder") {
  const TemporaryFolder root;
  put(root / "in/a.png");
  put(root / "out/a.png");
  CHECK(plan_batch({root / "*"}, {.output = root / "out"}).photos.size() == 1);
}

TEST_CASE("Listed inputs join the named ones and missing ones fail alone") {
  const TemporaryFolder root;
  put(root / "in/a.png");
  put(root / "in/b/c.png");
  put(root / "d.png");
  const auto plan = plan_batch(
      {root / "d.png"},
      {.output = root / "out",
       .listed = {root / "in/a.png", root / "in/b", root / "gone/a.png", root / "lost/a.png"}});
  REQUIRE(plan.photos.size() == 5);
  CHECK(plan.photos[0].output == root / "out/d.png");
  CHECK(plan.photos[2].output == root / "out/c.png");
  CHECK_THAT(plan.photos[3].unreadable, ContainsSubstring("No such file"));
  CHECK_THAT(plan.photos[4].unreadable, ContainsSubstring("No such file"));
}

TEST_CASE("Below a base inputs keep their places however they were met") {
  const TemporaryFolder root;
  put(root / "in/x/a.png");
  put(root / "in/y/a.png");
  put(root / "in/z/deep/a.png");
  put(root / "elsewhere/a.png");
  const PlanOptions options{
      .output = root / "out", .listed = {root / "in/x/a.png"}, .base = root / "in"};
  const auto plan = plan_batch({root / "in/y/../y/a.png", root / "in/z"}, options);
  CHECK(outputs(plan, root / "out") == FileNames{"x/a.png", "y/a.png", "z/deep/a.png"});
  CHECK_THAT(problems_of({root / "elsewhere/a.png"}, options).at(0),
             ContainsSubstring("does not lie below"));
  CHECK(plan_batch({root / "in"}, options).photos.size() == 3);
}

TEST_CASE("Subfolders are searched unless that is taken back") {
  const TemporaryFolder root;
  put(root / "in/a.png");
  put(root / "in/sub/b.png");
  const auto plan = plan_batch({root / "in"}, {.output = root / "out", .recursive = false});
  CHECK(outputs(plan, root / "out") == FileNames{"a.png"});
  CHECK(plan.passed_over == std::vector<fs::path>{root / "in/sub"});
}

TEST_CASE("FileNames follow the pattern and impossible ones are problems") {
  const TemporaryFolder root;
  put(root / "in/a.png");
  put(root / "in/sub" / (std::string(251, 'n') + ".png"));
  const PlanOptions good{.output = root / "out", .name = {"{suffix}{stem}.{ext}", "x "}};
  CHECK_THAT(problems_of({root / "in"}, good).at(0), ContainsSubstring("257 bytes"));
  CHECK(plan_batch({root / "in/a.png"}, good).photos[0].output == root / "out/x a.png");
  CHECK(problems_of({root / "in/a.png"}, {.output = root / "out", .name = {"."}}).size() == 1);
  CHECK(problems_of({root / "in/a.png"}, {.output = root / "out", .name = {"{what}"}}).size() == 1);
  put(root / "in/b.png");
  CHECK_THAT(problems_of({root / "in"}, {.output = root / "out", .name = {"same.png"}}).at(0),
             ContainsSubstring("would both be written"));
}

TEST_CASE("A suffix makes it safe to write beside the photos") {
  const TemporaryFolder root;
  put(root / "in/a.png");
  CHECK(problems_of({root / "in/a.png"}, {.output = root / "in"}).size() == 1);
  CHECK(problems_of({root / "in/a.png"}, {.output = root / "in", .name = {.suffix = "_lit"}})
            .empty());
}

TEST_CASE("The shards of a plan are the plan and see each other's problems") {
  const TemporaryFolder root;
  FileNames whole, parts;
  for (int i = 0; i < 40; ++i) put(root / ("in/" + std::to_string(i) + ".png"));
  whole = outputs(plan_batch({root / "in"}, {.output = root / "out"}), root / "out");
  size_t sum = 0;
  for (int64_t index = 0; index < 3; ++index) {
    const auto plan = plan_batch({root / "in"}, {.output = root / "out", .shard = {index, 3}});
    CHECK(plan.photos.size() + plan.others.size() == 40);
    sum += plan.photos.size();
    parts.merge(outputs(plan, root / "out"));
  }
  CHECK(sum == 40);
  CHECK(parts == whole);
  for (int64_t index = 0; index < 3; ++index) {
    CHECK(problems_of({root / "in/1.png"}, {.output = root / "in", .shard = {index, 3}}).size() ==
          1);
  }
}

TEST_CASE("Standard input is one photo to standard output or a file") {
  const TemporaryFolder root;
  put(root / "a.png");
  CHECK(plan_batch({"-"}, {.output = "-"}).photos.at(0).output == "-");
  CHECK(plan_batch({root / "a.png"}, {.output = "-"}).photos.size() == 1);
  CHECK(plan_batch({"-"}, {.output = root / "b.jpg"}).photos.at(0).format ==
        codecs::ImageFormat::jpeg);
  CHECK(problems_of({"-"}, {.output = root / "out"}).size() == 1);
  CHECK(problems_of({root.path()}, {.output = "-"}).size() == 1);
  CHECK(problems_of({"-", root / "a.png"}, {.output = root / "out"}).size() == 1);
}

TEST_CASE("Of a shot with a raw file and a JPEG both are taken or the preferred one") {
  const TemporaryFolder root;
  put(root / "in/a.jpg");
  put(root / "in/b.jpg");
  fs::copy_file(LOWLIGHT_TEST_DATA "/cases/raw.dng", root / "in/a.dng");
  if (!lowlight::codecs::problem_of_reading(lowlight::codecs::ImageFormat::raw).empty()) return;
  const auto outputs = [&](PlanOptions options) {
    options.output = root / "out";
    std::vector<std::string> names;
    for (const auto& photo : plan_batch({root / "in"}, options).photos) {
      names.push_back(photo.output.filename());
    }
    return names;
  };
  using Names = std::vector<std::string>;
  CHECK(outputs({.format = lowlight::codecs::ImageFormat::jpeg}) ==
        Names{"a_dng.jpg", "a.jpg", "b.jpg"});
  CHECK(outputs({}) == Names{"a.tif", "a.jpg", "b.jpg"});
  CHECK(outputs({.preferred = Preferred::raw}) == Names{"a.tif", "b.jpg"});
  CHECK(outputs({.preferred = Preferred::jpeg}) == Names{"a.jpg", "b.jpg"});
}

TEST_CASE("Pictures that nobody reads are counted by their format") {
  const TemporaryFolder root;
  put(root / "in/a.jpg");
  std::ofstream(root / "in/b.psd") << "8BPS";
  std::ofstream(root / "in/c.psd") << "8BPS";
  std::ofstream(root / "in/notes.txt") << "notes";
  const auto plan = plan_batch({root / "in"}, {.output = root / "out"});
  CHECK(plan.photos.size() == 1);
  CHECK(plan.passed_over.size() == 1);
  REQUIRE(plan.left_out.size() == 1);
  CHECK(plan.left_out.at("Photoshop").count == 2);
}
