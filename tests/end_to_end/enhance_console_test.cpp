// What a person at a terminal sees, and a log.
#include <fstream>

#include "support/catch.h"
#include "support/enhance.h"
#include "support/photo_files.h"

using namespace lowlight;
using lowlight::test::enhance;
using lowlight::test::Program;
using lowlight::test::TemporaryFolder;
using lowlight::test::write_synthetic_photo;
namespace fs = std::filesystem;

namespace {

constexpr char kRed[] = "\x1b[31m";

/// One good photo and a broken one.
void write_two_photos(const fs::path& folder) {
  write_synthetic_photo(folder / "a.png", 30, 20);
  std::ofstream(folder / "b.jpg") << "no photo";
}

/// What util-linux's script records of a terminal.
std::string on_terminal(const std::string& environment, const fs::path& root) {
  Program program({"/usr/bin/script",
                   "-qec",
                   environment + " TERM=xterm " LOWLIGHT_ENHANCE " --overwrite '" +
                       (root / "in").string() + "' -o '" + (root / "out").string() + "'",
                   "/dev/null"});
  CHECK(program.exit_code() == 1);
  return program.out();
}

}  // namespace

TEST_CASE("On a terminal one line counts and only failures get a line of their own") {
  if (!fs::exists("/usr/bin/script")) {
    SUCCEED("there is no program `script`");
    return;
  }
  const TemporaryFolder root;
  write_two_photos(root / "in");
  const auto text = on_terminal("NO_COLOR=", root.path());
  CHECK_THAT(text, ContainsSubstring("2/2") && ContainsSubstring("MP/s"));
  CHECK_THAT(text, ContainsSubstring(kRed) && ContainsSubstring("failed  "));
  CHECK_THAT(text, !ContainsSubstring("done    "));
  CHECK_THAT(text, ContainsSubstring("1 done, 1 failed"));
  CHECK_THAT(on_terminal("NO_COLOR=1", root.path()), !ContainsSubstring(kRed));
}

TEST_CASE("In a log each photo has a plain line and verbose tells the times of its stages") {
  const TemporaryFolder root;
  write_two_photos(root / "in");
  const auto input = (root / "in").string(), output = (root / "out").string();
  Program usual(enhance({input, "-o", output}));
  CHECK(usual.exit_code() == 1);
  CHECK_THAT(usual.err(), ContainsSubstring("/2] done    ") && ContainsSubstring("failed  "));
  CHECK_THAT(usual.err(), !ContainsSubstring("\x1b") && !ContainsSubstring("\r"));
  CHECK_THAT(usual.err(), !ContainsSubstring("processed "));
  Program verbose(enhance({input, "-o", output, "-v", "--overwrite"}));
  CHECK(verbose.exit_code() == 1);
  CHECK_THAT(verbose.err(), ContainsSubstring("read 0.") && ContainsSubstring("processed 0."));
}
