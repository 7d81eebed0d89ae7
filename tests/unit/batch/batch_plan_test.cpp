#include "lowlight/batch/batch_plan.h"

#include <sys/stat.h>
#include <unistd.h>

#include <map>

#include "support/batch_inputs.h"
#include "support/catch.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::batch;
using codecs::ImageFormat;
using lowlight::test::problems_of;
using lowlight::test::put;
using lowlight::test::TemporaryFolder;
namespace fs = std::filesystem;

namespace {

/// Output by input, both relative to `root`.
std::map<std::string, std::string> outputs(const BatchPlan& plan, const fs::path& root) {
  std::map<std::string, std::string> result;
  for (const auto& photo : plan.photos) {
    result[photo.input.lexically_relative(root)] = photo.output.lexically_relative(root);
  }
  return result;
}

using Pairs = std::map<std::string, std::string>;

}  // namespace

TEST_CASE("A file goes to the output folder under its name") {
  const TemporaryFolder root;
  put(root / "in/deep/a.png");
  const auto plan = plan_batch({root / "in/deep/a.png"}, {.output = root / "out"});
  CHECK(outputs(plan, root.path()) == Pairs{{"in/deep/a.png", "out/a.png"}});
  CHECK_FALSE(fs::exists(root / "out"));
}

TEST_CASE("A folder's tree is mirrored in a fixed order") {
  const TemporaryFolder root;
  for (const auto* name : {"in/b.png", "in/a/2.png", "in/a/1.png", "in/a/x/3.png", "in/c/1.png"}) {
    put(root / name);
  }
  const auto plan = plan_batch({root / "in"}, {.output = root / "out"});
  std::vector<std::string> order;
  for (const auto& photo : plan.photos)
    order.push_back(photo.output.lexically_relative(root / "out"));
  CHECK(order == std::vector<std::string>{"a/1.png", "a/2.png", "a/x/3.png", "b.png", "c/1.png"});
}

TEST_CASE("A folder with a slash or dots at its end is the same folder") {
  const TemporaryFolder root;
  put(root / "in/a.png");
  for (const auto* name : {"in", "in/", "in/.", "in/../in//"}) {
    const auto plan = plan_batch({root / name}, {.output = root / "out/"});
    REQUIRE(plan.photos.size() == 1);
    CHECK(plan.photos[0].output.lexically_normal() == root / "out/a.png");
  }
}

TEST_CASE("Content makes a photo and so does a name") {
  const TemporaryFolder root;
  put(root / "in/without ending");
  put(root / "in/strange.jfif", "\xff\xd8\xff\xe0 and more");
  put(root / "in/text.jpg", "not a photo");
  put(root / "in/empty.WEBP", "");
  put(root / "in/notes.txt", "not a photo");
  put(root / "in/empty", "");
  const auto plan = plan_batch({root / "in"}, {.output = root / "out"});
  CHECK(plan.photos.size() == 4);
  CHECK(plan.passed_over == std::vector<fs::path>{root / "in/empty", root / "in/notes.txt"});
}

TEST_CASE("A file that is named is taken whatever it is") {
  const TemporaryFolder root;
  put(root / "notes.txt", "not a photo");
  put(root / ".hidden", "");
  CHECK(
      plan_batch({root / "notes.txt", root / ".hidden"}, {.output = root / "out"}).photos.size() ==
      2);
}

TEST_CASE("Hidden files and folders and the output folder are not picked up") {
  const TemporaryFolder root;
  for (const auto* name :
       {"in/a.png", "in/.b.png", "in/.cache/c.png", "in/.a.png.lowlight-1-2.tmp", "in/out/a.png"}) {
    put(root / name);
  }
  for (const auto* output : {"in/out", "in/out/", "in/x/../out"}) {
    const auto plan = plan_batch({root / "in"}, {.output = root / output});
    REQUIRE(plan.photos.size() == 1);
    CHECK(plan.photos[0].input == root / "in/a.png");
    CHECK(plan.passed_over.empty());
  }
}

TEST_CASE("The output folder behind a link is still the output folder") {
  const TemporaryFolder root;
  put(root / "in/a.png");
  put(root / "in/out/a.png");
  fs::create_directory_symlink(root / "in/out", root / "link");
  CHECK(plan_batch({root / "in"}, {.output = root / "link"}).photos.size() == 1);
}

TEST_CASE("Links to files are followed and links to folders are not") {
  const TemporaryFolder root;
  put(root / "elsewhere/a.png");
  fs::create_directories(root / "in/sub");
  fs::create_symlink(root / "elsewhere/a.png", root / "in/link.png");
  fs::create_directory_symlink(root / "elsewhere", root / "in/folder");
  fs::create_directory_symlink(root / "in", root / "in/sub/loop");
  fs::create_symlink(root / "nowhere", root / "in/broken.png");
  fs::create_symlink(root / "in/self.png", root / "in/self.png");
  const auto plan = plan_batch({root / "in"}, {.output = root / "out"});
  CHECK(outputs(plan, root.path()) == Pairs{{"in/link.png", "out/link.png"},
                                            {"in/broken.png", "out/broken.png"},
                                            {"in/self.png", "out/self.png"}});
  CHECK(plan.passed_over == std::vector<fs::path>{root / "in/folder", root / "in/sub/loop"});
}

TEST_CASE("Pipes are never opened") {
  const TemporaryFolder root;
  put(root / "in/a.png");
  REQUIRE(::mkfifo((root / "in/pipe.png").c_str(), 0600) == 0);
  CHECK(plan_batch({root / "in"}, {.output = root / "out"}).photos.size() == 1);
  CHECK_THAT(problems_of({root / "in/pipe.png"}, {.output = root / "out"}).at(0),
             ContainsSubstring("neither a file nor a folder"));
}

TEST_CASE("Any name the file system allows is kept byte for byte") {
  const TemporaryFolder root;
  const std::vector<std::string> names = {" a b .png",
                                          "line\nbreak.png",
                                          "caf\xe9.png",
                                          "..c..png",
                                          "d.e.f.png",
                                          "%s$(x)'\".png",
                                          "-o.png",
                                          std::string(251, 'n') + ".png"};
  for (const auto& name : names) put(root / "in" / name);
  const auto plan = plan_batch({root / "in"}, {.output = root / "out"});
  const auto pairs = outputs(plan, root.path());
  CHECK(pairs.size() == names.size() - 1);  // "..c..png" is hidden
  for (const auto& [input, output] : pairs) CHECK(output == "out" + input.substr(2));
}

TEST_CASE("A format changes endings of other formats and adds one to names without") {
  const TemporaryFolder root;
  for (const auto* name : {"in/a.png", "in/b.JPG", "in/c.v2", "in/d.jpeg", "in/e"})
    put(root / name);
  const auto plan =
      plan_batch({root / "in"}, {.output = root / "out", .format = ImageFormat::jpeg});
  CHECK(outputs(plan, root.path()) == Pairs{{"in/a.png", "out/a.jpg"},
                                            {"in/b.JPG", "out/b.JPG"},
                                            {"in/c.v2", "out/c.v2.jpg"},
                                            {"in/d.jpeg", "out/d.jpeg"},
                                            {"in/e", "out/e.jpg"}});
  for (const auto& photo : plan.photos) CHECK(photo.format == ImageFormat::jpeg);
}

TEST_CASE("One file may be written to one file in the format of its name") {
  const TemporaryFolder root;
  put(root / "a.png");
  const auto plan = plan_batch({root / "a.png"}, {.output = root / "b.jpg"});
  REQUIRE(plan.photos.size() == 1);
  CHECK(plan.photos[0].output == root / "b.jpg");
  CHECK(plan.photos[0].format == ImageFormat::jpeg);
  CHECK_THAT(
      problems_of({root / "a.png"}, {.output = root / "b.jpg", .format = ImageFormat::webp}).at(0),
      ContainsSubstring("does not end like webp"));
}

TEST_CASE("An existing folder is a folder whatever its name") {
  const TemporaryFolder root;
  put(root / "a.png");
  fs::create_directory(root / "b.jpg");
  CHECK(plan_batch({root / "a.png"}, {.output = root / "b.jpg"}).photos[0].output ==
        root / "b.jpg/a.png");
}

TEST_CASE("The same input twice is one photo") {
  const TemporaryFolder root;
  put(root / "in/a.png");
  const auto plan =
      plan_batch({root / "in", root / "in/a.png", root / "in/../in/a.png", root / "in/"},
                 {.output = root / "out"});
  CHECK(plan.photos.size() == 1);
}

TEST_CASE("Two inputs with one output are a problem") {
  const TemporaryFolder root;
  put(root / "one/a.png");
  put(root / "two/a.png");
  put(root / "two/a.jpg");
  const auto problems = problems_of({root / "one", root / "two"},
                                    {.output = root / "out", .format = ImageFormat::png});
  REQUIRE(problems.size() == 2);
  CHECK_THAT(problems[0],
             ContainsSubstring("one/a.png") && ContainsSubstring("two/a.jpg") &&
                 ContainsSubstring("out/a.png"));
  CHECK_THAT(problems[1], ContainsSubstring("one/a.png") && ContainsSubstring("two/a.png"));
}

TEST_CASE("Two outputs that meet through a link are found") {
  const TemporaryFolder root;
  put(root / "in/x/a.png");
  put(root / "in/y/a.png");
  fs::create_directories(root / "out/x");
  fs::create_directory_symlink(root / "out/x", root / "out/y");
  CHECK(problems_of({root / "in"}, {.output = root / "out"}).size() == 1);
}

TEST_CASE("No output replaces an input of the batch") {
  const TemporaryFolder root;
  put(root / "in/a.png");
  put(root / "in/sub/a.png");
  CHECK(problems_of({root / "in/a.png"}, {.output = root / "in"}).size() == 1);
  CHECK(problems_of({root / "in/a.png"}, {.output = root / "in/a.png"}).size() == 1);
  CHECK(problems_of({root / "in/a.png", root / "in/sub/a.png"}, {.output = root / "in/sub/.."})
            .size() >= 1);
  CHECK(problems_of({root / "in/sub/a.png"}, {.output = root / "elsewhere"}).empty());

  fs::create_symlink(root / "in/a.png", root / "link.png");
  CHECK_THAT(problems_of({root / "link.png"}, {.output = root / "in/a.png"}).at(0),
             ContainsSubstring("would replace an input"));
}

TEST_CASE("The output folder cannot be an input") {
  const TemporaryFolder root;
  put(root / "in/a.png");
  fs::create_directory_symlink(root / "in", root / "link");
  CHECK_THAT(problems_of({root / "in"}, {.output = root / "link"}).at(0),
             ContainsSubstring("output folder as well"));
}

TEST_CASE("An output that is a folder and a folder that is a file are problems") {
  const TemporaryFolder root;
  put(root / "in/a.png");
  put(root / "file");
  fs::create_directories(root / "out/a.png");
  CHECK_THAT(problems_of({root / "in"}, {.output = root / "out"}).at(0),
             ContainsSubstring("existing folder"));
  CHECK_THAT(problems_of({root / "in"}, {.output = root / "file/deeper"}).at(0),
             ContainsSubstring("is no folder"));
}

TEST_CASE("A format that cannot be written is a problem of the plan and another is offered") {
  const TemporaryFolder root;
  put(root / "in/a.jpg");
  const auto problems =
      problems_of({root / "in"}, {.output = root / "out", .format = ImageFormat::gif});
  REQUIRE(problems.size() == 1);
  CHECK_THAT(problems[0], ContainsSubstring("--format jpg"));
}

TEST_CASE("All problems are reported together") {
  const TemporaryFolder root;
  put(root / "one/a.png");
  put(root / "two/a.png");
  const auto problems =
      problems_of({root / "missing", root / "one", root / "two", root / "gone.jpg"},
                  {.output = root / "one/a.png/out"});
  CHECK(problems.size() == 4);
}

TEST_CASE("An empty folder is an empty plan") {
  const TemporaryFolder root;
  fs::create_directory(root / "in");
  CHECK(plan_batch({root / "in"}, {.output = root / "out"}).photos.empty());
}

TEST_CASE("Folders without permission are told apart") {
  // Root may do everything, so the test becomes somebody else.
  const TemporaryFolder root;
  put(root / "in/a.png");
  put(root / "in/closed/b.png");
  fs::create_directory(root / "read only");
  fs::permissions(root.path(), fs::perms::all);
  fs::permissions(root / "in/closed", fs::perms::none);
  fs::permissions(root / "read only", fs::perms(0555));
  const auto user = ::geteuid();
  if (user == 0) REQUIRE(::seteuid(65534) == 0);

  const auto problems = problems_of({root / "in/a.png"}, {.output = root / "read only/deeper"});
  BatchPlan plan;
  CHECK_NOTHROW(plan = plan_batch({root / "in"}, {.output = root / "out"}));

  if (user == 0) REQUIRE(::seteuid(0) == 0);
  fs::permissions(root / "in/closed", fs::perms::all);
  REQUIRE(problems.size() == 1);
  CHECK_THAT(problems[0],
             ContainsSubstring("cannot be written to") && ContainsSubstring("read only"));
  REQUIRE(plan.photos.size() == 2);
  CHECK(plan.photos[0].unreadable.empty());
  CHECK_THAT(plan.photos[1].unreadable, ContainsSubstring("cannot be opened"));
}
