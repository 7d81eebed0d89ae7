// Archives: long lists, folders of very many results, journals of many runs.
#include <fstream>

#include "support/catch.h"
#include "support/enhance.h"
#include "support/photo_files.h"

using namespace lowlight;
using lowlight::test::enhance;
using lowlight::test::files_in;
using lowlight::test::Program;
using lowlight::test::TemporaryFolder;
using lowlight::test::write_synthetic_photo;
using Names = std::set<std::string>;
namespace fs = std::filesystem;

namespace {

constexpr int kLong = 25'000;  // three portions

/// A list whose first, middle and last entries are these; all others are not there.
std::string long_list(const TemporaryFolder& root,
                      const std::string& first,
                      const std::string& middle,
                      const std::string& last) {
  std::ofstream list(root / "list");
  for (int i = 0; i < kLong; ++i) {
    const auto gone = (root / "in/gone").string() + std::to_string(i) + ".jpg";
    list << (i == 0 ? first : i == kLong / 2 ? middle : i == kLong - 1 ? last : gone) << '\n';
  }
  return (root / "list").string();
}

}  // namespace

TEST_CASE("A list longer than a portion is done to its end") {
  const TemporaryFolder root;
  for (const char* name : {"a.png", "b.png", "c.png"}) write_synthetic_photo(root / "in" / name);
  const auto in = (root / "in/").string(), out = (root / "out").string();
  const auto list = long_list(root, in + "a.png", in + "b.png", in + "c.png");
  Program program(enhance({"--files-from", list, "-o", out, "-q"}));
  CHECK(program.exit_code() == 1);
  CHECK_THAT(program.err(), ContainsSubstring(std::to_string(kLong - 3) + " photos failed"));
  CHECK(files_in(root / "out") == Names{"a.png", "b.png", "c.png"});
  Program refused(enhance({"--files-from", list, "-o", out, "--report", out + "/page.html"}));
  CHECK(refused.exit_code() == 2);
}

TEST_CASE("What portions of a list would do to each other is found before any work") {
  const TemporaryFolder root;
  write_synthetic_photo(root / "in/a.png");
  write_synthetic_photo(root / "in/other/a.png");
  write_synthetic_photo(root / "out/b.png");
  const auto in = (root / "in/").string(), out = (root / "out").string();
  const auto twice = long_list(root, in + "a.png", in + "a.png", in + "other/a.png");
  Program both(enhance({"--files-from", twice, "-o", out}));
  CHECK(both.exit_code() == 2);
  CHECK_THAT(both.err(), ContainsSubstring("would both be written"));
  write_synthetic_photo(root / "in/b.png");
  const auto input = long_list(root, out + "/b.png", in + "a.png", in + "b.png");
  Program replaced(enhance({"--files-from", input, "-o", out}));
  CHECK(replaced.exit_code() == 2);
  CHECK(files_in(root / "out") == Names{"b.png"});
}

TEST_CASE("Results can be spread over subfolders by the places of their photos") {
  const TemporaryFolder root;
  for (int i = 0; i < 6; ++i)
    write_synthetic_photo(root / "in/sub" / (std::to_string(i) + ".png"), 8, 8);
  const auto in = (root / "in").string();
  for (const char* out : {"one", "two"}) {
    Program program(enhance({in, "-o", (root / out).string(), "--spread", "-q"}));
    CHECK(program.exit_code() == 0);
  }
  const auto spread = files_in(root / "one");
  CHECK(spread == files_in(root / "two"));
  REQUIRE(spread.size() == 6);
  for (const fs::path file : spread) {
    CHECK(file.begin()->string() == "sub");
    CHECK(file.parent_path().filename().string().size() == 2);
  }
}

TEST_CASE("Journals of shards are read together, and what no journal has is missing") {
  const TemporaryFolder root;
  for (int i = 0; i < 8; ++i)
    write_synthetic_photo(root / "in" / (std::to_string(i) + ".png"), 8, 8);
  std::ofstream(root / "in/broken.jpg") << "no photo";
  const auto in = (root / "in").string(), out = (root / "out").string();
  std::vector<std::string> journals;
  for (const char* shard : {"1/2", "2/2"}) {
    journals.push_back((root / ("j" + std::string(1, shard[0]))).string());
    Program(enhance({in, "-o", out, "--shard", shard, "--journal", journals.back(), "-q"}))
        .exit_code();
  }
  Program whole(enhance({in, "-o", out, "--journal-report", journals[0], journals[1]}));
  CHECK(whole.exit_code() == 1);
  CHECK_THAT(whole.out(), ContainsSubstring("9 photos in 2 journals: 8 done, 1 failed"));
  CHECK_THAT(whole.out(), ContainsSubstring("failed by kind: 1 photo"));
  CHECK_THAT(whole.out(), ContainsSubstring("to be looked at: 1 failed\n"));
  fs::remove(root / "in/broken.jpg");
  fs::remove(root / "out/3.png");
  write_synthetic_photo(root / "in/new.png", 8, 8);
  Program part(enhance({in, "-o", out, "--json", "--journal-report", journals[0], journals[1]}));
  CHECK(part.exit_code() == 1);
  CHECK_THAT(part.out(), ContainsSubstring(R"("findings":{"failed":1,"missing":1,"gone":1})"));
  Program again(enhance({"--journal-report", journals[0], journals[0]}));
  CHECK(again.exit_code() == 1);
  CHECK_THAT(again.out(), ContainsSubstring("doubled"));
  CHECK(Program(enhance({"--journal-report", in + "/0.png"})).exit_code() == 2);
}
