#include "training/kept_lines.h"

#include <string>

#include "lowlight/core/atomic_file.h"
#include "lowlight/core/error.h"
#include "support/catch.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::training;

namespace {

std::string text_in(const std::filesystem::path& path) {
  const auto bytes = read_file(path);
  return {bytes.begin(), bytes.end()};
}

bool all(const std::string&) { return true; }

}  // namespace

TEST_CASE("Lines that are refused and a last one without an end are removed before more is added") {
  const test::TemporaryFolder folder;
  const auto path = folder / "log";
  std::ofstream(path) << "1 a\n2 b\n3 c\n4 d";
  append_after(path, [](const std::string& line) { return line != "2 b"; }) << "5 e\n";
  CHECK(text_in(path) == "1 a\n3 c\n5 e\n");
}

TEST_CASE("A file of whole lines stays and a missing one begins empty") {
  const test::TemporaryFolder folder;
  std::ofstream(folder / "log") << "1\n\n2\n";
  append_after(folder / "log", all) << "3\n";
  CHECK(text_in(folder / "log") == "1\n\n2\n3\n");
  append_after(folder / "new", all) << "1\n";
  CHECK(text_in(folder / "new") == "1\n");
}

TEST_CASE("A file that cannot be written is an error") {
  const test::TemporaryFolder folder;
  CHECK_THROWS_AS(append_after(folder / "missing" / "log", all), DataError);
}
