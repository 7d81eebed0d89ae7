// What can go wrong with files around a batch; the pictures themselves are imaging's tests.
#include <unistd.h>

#include <algorithm>
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

/// The batch under a shell's limits.
std::vector<std::string> limited(const std::string& limits,
                                 const fs::path& in,
                                 const fs::path& out) {
  const std::string run = limits + " exec " LOWLIGHT_ENHANCE " '" + in.string() + "' -o '" +
                          out.string() + "' --threads 1";
  return {"/bin/bash", "-c", run};
}

}  // namespace

TEST_CASE("A disk that is full fails the photos that do not fit and no half file stays") {
  const TemporaryFolder root;
  write_synthetic_photo(root / "in/small.png", 8, 8);
  write_synthetic_photo(root / "in/large.tif", 400, 400);
  // No file over 8 KiB; a write beyond is an error instead of a signal.
  Program program(limited("trap '' XFSZ; ulimit -f 8;", root / "in", root / "out"));
  CHECK(program.exit_code() == 1);
  CHECK_THAT(program.err(),
             ContainsSubstring("large.tif: write: File too large (" +
                               (root / "out/large.tif").string() + ")"));
  CHECK(files_in(root / "out") == Names{"small.png"});
  CHECK(Program(enhance({(root / "in").string(), "-o", (root / "out").string()})).exit_code() == 0);
  CHECK(files_in(root / "out") == Names{"small.png", "large.tif"});
}

TEST_CASE("Photos that may not be read fail alone and a read-only folder stops the batch") {
  if (::geteuid() == 0) {
    SUCCEED("root may do everything; batch_run_test becomes another");
    return;
  }
  const TemporaryFolder root;
  write_synthetic_photo(root / "in/closed.png");
  write_synthetic_photo(root / "in/open.png");
  fs::permissions(root / "in/closed.png", fs::perms::none);
  Program program(enhance({(root / "in").string(), "-o", (root / "out").string()}));
  CHECK(program.exit_code() == 1);
  CHECK_THAT(program.err(), ContainsSubstring("closed.png: read: Permission denied"));
  CHECK(files_in(root / "out") == Names{"open.png"});
  fs::permissions(root / "out", fs::perms(0555));
  CHECK(Program(enhance({(root / "in").string(), "-o", (root / "out/x").string()})).exit_code() ==
        2);
  fs::permissions(root / "out", fs::perms::all);
}

TEST_CASE("A photo that is gone when its turn comes fails alone") {
  const TemporaryFolder root;
  write_synthetic_photo(root / "in/a.png");
  fs::create_symlink(root / "gone.png", root / "in/b.png");
  Program program(enhance({(root / "in").string(), "-o", (root / "out").string()}));
  CHECK(program.exit_code() == 1);
  CHECK_THAT(program.err(), ContainsSubstring("b.png: read: No such file or directory"));
  CHECK(files_in(root / "out") == Names{"a.png"});
}

TEST_CASE("Names of any bytes come through whole and are shown on one line") {
  const TemporaryFolder root;
  const Names names = {"caf\xe9.png",
                       "line\nbreak.png",
                       "\x1b[31mred.png",
                       "--help.png",
                       " .png",
                       std::string(251, 'n') + ".png"};
  for (const auto& name : names) write_synthetic_photo(root / "in" / name, 9, 9);
  Program program(enhance({(root / "in").string(), "-o", (root / "out").string()}));
  CHECK(program.exit_code() == 0);
  CHECK(files_in(root / "out") == names);
  const auto text = program.err();
  CHECK(std::count(text.begin(), text.end(), '\n') == std::ptrdiff_t(names.size()) + 1);
  CHECK_THAT(text, ContainsSubstring("caf\\xe9.png") && ContainsSubstring("line\\nbreak.png"));
  CHECK_THAT(text, !ContainsSubstring("\x1b"));
}

TEST_CASE("A name of 300 characters is told and paths longer than that work") {
  const TemporaryFolder root;
  const auto name = std::string(296, 'n') + ".png";
  Program program(enhance({(root / name).string(), "-o", (root / "out").string()}));
  CHECK(program.exit_code() == 2);
  CHECK_THAT(program.err(), ContainsSubstring("File name too long"));
  const auto deep = fs::path(std::string(150, 'a')) / std::string(150, 'b') / "c.png";
  write_synthetic_photo(root / "in" / deep, 9, 9);
  CHECK(Program(enhance({(root / "in").string(), "-o", (root / "out").string()})).exit_code() == 0);
  CHECK(files_in(root / "out") == Names{deep.string()});
}

TEST_CASE("Memory may be bounded and jobs be many without a change in the results") {
  const TemporaryFolder root;
  for (int i = 0; i < 12; ++i) {
    write_synthetic_photo(root / ("in/" + std::to_string(i) + ".png"), 50 + i, 40);
  }
  const auto run = [&](const std::string& output, std::vector<std::string> options) {
    options.insert(options.end(), {(root / "in").string(), "-o", (root / output).string(), "-q"});
    return Program(enhance(options)).exit_code();
  };
  CHECK(run("one", {}) == 0);
  CHECK(run("many", {"-j", "3:2:3", "--threads", "2"}) == 0);
  CHECK(run("bounded", {"--max-memory", "1M", "-j", "2:2:2"}) == 0);
  CHECK(test::contents(root / "one") == test::contents(root / "many"));
  CHECK(test::contents(root / "one") == test::contents(root / "bounded"));
  for (const auto* jobs : {"0:1:1", "1:1", "1:1:1:1", "a", "1:-1:1", "300:1:1"}) {
    INFO(jobs);
    CHECK(run("x", {"-j", jobs}) == 2);
  }
  for (const auto* size : {"0", "-1G", "1X", "1GB", "G", "nan"}) {
    INFO(size);
    CHECK(run("x", {"--max-memory", size}) == 2);
  }
}
