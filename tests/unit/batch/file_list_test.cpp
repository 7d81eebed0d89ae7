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
  CHECK_THROWS_AS(FileList(root / "none", false, root / "out"), ConfigError);
}

TEST_CASE("A list is read a portion at a time, and again, whether it fits into memory or not") {
  const test::TemporaryFolder root;
  const int64_t count = GENERATE(0, 1, 10, 300'000);  // 300,000 names are 5 MB
  std::ofstream stream(root / "list");
  for (int64_t i = 0; i < count; ++i) stream << "folder/photo" << 100'000 + i << '\n';
  stream.close();
  FileList list(root / "list", false, root / "out");
  CHECK(list.size() == count);
  for (int pass = 0; pass < 2; ++pass) {
    list.restart();
    int64_t seen = 0;
    for (auto paths = list.next(7000); !paths.empty(); paths = list.next(7000)) {
      CHECK(paths.front() == "folder/photo" + std::to_string(100'000 + seen));
      seen += int64_t(paths.size());
    }
    CHECK(seen == count);
  }
  CHECK(std::distance(std::filesystem::directory_iterator(root.path()), {}) == 1);
}

TEST_CASE("The files of a shot that stand together come together") {
  const test::TemporaryFolder root;
  std::ofstream(root / "list") << "a.cr2\na.jpg\nb.cr2\nb.jpg\n";
  FileList list(root / "list", false, root / "out");
  CHECK(list.next(1) == Paths{"a.cr2", "a.jpg"});
  CHECK(list.next(1) == Paths{"b.cr2", "b.jpg"});
  CHECK(list.next(1).empty());
}
