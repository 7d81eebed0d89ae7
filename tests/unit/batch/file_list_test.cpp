#include "lowlight/batch/file_list.h"

#include <fstream>

#include "lowlight/core/error.h"
#include "support/catch.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::batch;
using namespace std::string_view_literals;
using Paths = std::vector<std::filesystem::path>;

TEST_CASE("A list has a path a line with or without a last line end") {
  CHECK(parse_file_list("a.jpg\n b c.png \n#d") == Paths{"a.jpg", " b c.png ", "#d"});
  CHECK(parse_file_list("a\n\n\nb\n") == Paths{"a", "b"});
  CHECK(parse_file_list("").empty());
  CHECK(parse_file_list("\n\n").empty());
}

TEST_CASE("Where there is a NUL byte it separates and line ends belong to names") {
  CHECK(parse_file_list("a\nb\0c"sv) == Paths{"a\nb", "c"});
  CHECK(parse_file_list("\0\0a\0"sv) == Paths{"a"});
  CHECK(parse_file_list("a\nb", true) == Paths{"a\nb"});
}

TEST_CASE("Carriage returns are dropped only where every line has one") {
  CHECK(parse_file_list("a\r\nb\r\n") == Paths{"a", "b"});
  CHECK(parse_file_list("a\r\nb\n") == Paths{"a\r", "b"});
  CHECK(parse_file_list("\r\n").empty());
}

TEST_CASE("Names are bytes") { CHECK(parse_file_list("caf\xe9\n") == Paths{"caf\xe9"}); }

TEST_CASE("A list that cannot be read is the user's mistake") {
  const test::TemporaryFolder root;
  std::ofstream(root / "list") << "a\nb\n";
  CHECK(read_file_list(root / "list") == Paths{"a", "b"});
  CHECK_THROWS_AS(read_file_list(root / "none"), ConfigError);
}
