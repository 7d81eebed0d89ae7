#include "batch/journal_lines.h"

#include <fcntl.h>

#include <fstream>
#include <vector>

#include "lowlight/core/error.h"
#include "support/catch.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::batch;

namespace {

std::vector<std::string> lines_in(const std::filesystem::path& path, uint64_t& whole) {
  std::vector<std::string> lines;
  const FileDescriptor file(::open(path.c_str(), O_RDONLY));
  whole = each_line(file, path, [&](const JournalLine& line) {
    CHECK(line.number == int64_t(lines.size()) + 1);
    lines.emplace_back(line.text);
  });
  return lines;
}

}  // namespace

TEST_CASE("Lines are read whole however long they are, and a torn one is left out") {
  const test::TemporaryFolder root;
  const std::string longest(3'000'000, 'x');
  std::ofstream(root / "j") << "a\n\n" << longest << "\nb\ntorn";
  uint64_t whole = 0;
  CHECK(lines_in(root / "j", whole) == std::vector<std::string>{"a", "", longest, "b"});
  CHECK(whole == longest.size() + 6);
}

TEST_CASE("A record is found again by the place of its line") {
  const test::TemporaryFolder root;
  JournalRecord record;
  record.photo.input = "/in/" + std::string(9000, 'a');
  record.time = "2026-11-28T12:00:00Z";
  const auto line = journal_line(record) + "\n";
  std::ofstream(root / "j") << line << line;
  const FileDescriptor file(::open((root / "j").c_str(), O_RDONLY));
  CHECK(record_at(file, root / "j", line.size()).photo.input == record.photo.input);
}

TEST_CASE("A line that is no record is named by journal and number") {
  CHECK_THROWS_WITH(record_in({"{}", 0, 7}, "run.jsonl"),
                    ContainsSubstring("run.jsonl") && ContainsSubstring("line 7: "));
}

TEST_CASE("A photo of two results has two keys") {
  CHECK(key_of("/a", "/b") != key_of("/a", "/c"));
  CHECK(key_of("/ab", "/c") != key_of("/a", "b/c"));
  CHECK(whole_path("-") == "-");
  CHECK(whole_path("a/../b").is_absolute());
}
