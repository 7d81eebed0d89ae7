// The journal, the events and what a rerun makes of them.
#include <fstream>
#include <sstream>

#include "lowlight/batch/journal.h"
#include "support/catch.h"
#include "support/enhance.h"
#include "support/photo_files.h"

using namespace lowlight;
using namespace lowlight::batch;
using lowlight::test::enhance;
using lowlight::test::Program;
using lowlight::test::TemporaryFolder;
using lowlight::test::write_synthetic_photo;
namespace fs = std::filesystem;

namespace {

std::vector<JournalRecord> records_in(const fs::path& path) {
  const auto bytes = read_file(path);
  return parse_journal({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, "journal");
}

/// A folder with two good photos and a broken one.
void write_three_photos(const fs::path& folder) {
  write_synthetic_photo(folder / "a.png", 30, 20);
  write_synthetic_photo(folder / "b.jpg", 30, 20);
  std::ofstream(folder / "c.jpg") << "no photo";
}

/// The journal of a run over three such photos with further options. One of them fails.
std::vector<JournalRecord> records_of_three(const TemporaryFolder& root,
                                            const std::vector<std::string>& options) {
  write_three_photos(root / "in");
  const auto journal = root / "run.jsonl";
  std::vector<std::string> arguments = {(root / "in").string(), "-o", (root / "out").string()};
  arguments.insert(arguments.end(), {"--journal", journal.string()});
  arguments.insert(arguments.end(), options.begin(), options.end());
  Program program(enhance(arguments));
  CHECK(program.exit_code() == 1);
  return records_in(journal);
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

}  // namespace

TEST_CASE("Maps of trust are written beside the results, and the journal has the share") {
  const TemporaryFolder root;
  for (const auto& record : records_of_three(root, {"--trust-map", (root / "maps").string()})) {
    const bool broken = record.photo.input.filename() == "c.jpg";
    CHECK(record.photo.untrusted.has_value() == !broken);
    const auto map = root / "maps" / (record.photo.output.filename().string() + ".png");
    CHECK(fs::exists(map) == !broken);
  }
}

TEST_CASE("The journal has a record of each photo with hashes settings and times") {
  const TemporaryFolder root;
  const auto records = records_of_three(root, {"--strength", "0.5"});
  REQUIRE(records.size() == 3);
  for (const auto& record : records) {
    const auto& photo = record.photo;
    INFO(photo.input);
    const bool broken = photo.input.filename() == "c.jpg";
    CHECK(photo.status == (broken ? PhotoStatus::failed : PhotoStatus::done));
    CHECK(photo.input_bytes == int64_t(fs::file_size(photo.input)));
    CHECK(photo.input_sha256.size() == 64);
    CHECK(record.run.model_sha256.empty());  // no look, no weights
    CHECK_THAT(record.run.settings, ContainsSubstring("\"strength\":0.5"));
    CHECK(record.input_modified > 0);
    if (broken) {
      CHECK(photo.kind == FailureKind::photo);
      CHECK(photo.stage == Stage::read);
    } else {
      CHECK(photo.output_bytes == int64_t(fs::file_size(photo.output)));
      CHECK(photo.output_sha256.size() == 64);
      CHECK(photo.pixels == 600);
    }
  }
}

TEST_CASE("A rerun with the journal leaves failures alone until asked or the photo changes") {
  const TemporaryFolder root;
  write_three_photos(root / "in");
  std::vector<std::string> command = enhance({(root / "in").string(),
                                              "-o",
                                              (root / "out").string(),
                                              "--journal",
                                              (root / "run.jsonl").string()});
  CHECK(Program(command).exit_code() == 1);
  Program again(command);
  CHECK(again.exit_code() == 1);
  CHECK_THAT(again.err(), ContainsSubstring("failed before: "));
  CHECK_THAT(again.err(), ContainsSubstring("2 skipped, 1 failed"));
  CHECK_THAT(again.err(), !ContainsSubstring("other settings"));
  CHECK(records_in(root / "run.jsonl").size() == 3);

  command.push_back("--retry-failed");
  Program retried(command);
  CHECK(retried.exit_code() == 1);
  CHECK_THAT(retried.err(), !ContainsSubstring("failed before: "));
  CHECK(records_in(root / "run.jsonl").size() == 4);
  command.pop_back();

  write_synthetic_photo(root / "in/c.jpg", 9, 9);
  CHECK(Program(command).exit_code() == 0);
  CHECK(fs::exists(root / "out/c.jpg"));
}

TEST_CASE("A rerun with other settings is told and changes nothing unasked") {
  const TemporaryFolder root;
  write_synthetic_photo(root / "in/a.png");
  std::vector<std::string> command = enhance({(root / "in").string(),
                                              "-o",
                                              (root / "out").string(),
                                              "--journal",
                                              (root / "run.jsonl").string()});
  CHECK(Program(command).exit_code() == 0);
  const auto before = test::contents(root / "out");
  command.insert(command.end(), {"--strength", "0.1"});
  Program other(command);
  CHECK(other.exit_code() == 0);
  CHECK_THAT(other.err(), ContainsSubstring("1 photos of the journal"));
  CHECK(test::contents(root / "out") == before);
}

TEST_CASE("A rerun with the same look is the same run until the pixels of its photo change") {
  const TemporaryFolder root;
  write_synthetic_photo(root / "in/a.png");
  const auto style = root / "\xe9t\xe9.png";  // Latin-1, not UTF-8
  write_synthetic_photo(style, 40, 30);
  const auto run = [&](const fs::path& style_of_run) {
    Program program(enhance({(root / "in").string(),
                             "-o",
                             (root / "out").string(),
                             "--journal",
                             (root / "run.jsonl").string(),
                             "--look",
                             style_of_run.string()}));
    CHECK(program.exit_code() == 0);
    CHECK(records_in(root / "run.jsonl").back().run.model_sha256.size() == 64);
    return program.err();
  };
  const std::string remark = "made with another model or other settings";
  run(style);
  fs::copy_file(style, root / "copy.png");
  CHECK_THAT(run(root / "copy.png"), !ContainsSubstring(remark));
  write_synthetic_photo(style, 30, 40);
  CHECK_THAT(run(style), ContainsSubstring(remark));
}

TEST_CASE("A journal that is none stops before any work") {
  const TemporaryFolder root;
  write_three_photos(root / "in");
  std::ofstream(root / "notes.txt") << "buy milk\n";
  Program program(enhance({(root / "in").string(),
                           "-o",
                           (root / "out").string(),
                           "--journal",
                           (root / "notes.txt").string()}));
  CHECK(program.exit_code() == 2);
  CHECK_THAT(program.err(), ContainsSubstring("line 1"));
  CHECK_FALSE(fs::exists(root / "out"));
  CHECK(fs::file_size(root / "notes.txt") == 9);
}

TEST_CASE("Events are lines of JSON on stdout and people's text stays on stderr") {
  const TemporaryFolder root;
  write_three_photos(root / "in");
  Program program(enhance({(root / "in").string(), "-o", (root / "out").string(), "--json"}));
  CHECK(program.exit_code() == 1);
  const auto lines = lines_of(program.out());
  REQUIRE(lines.size() == 5);
  CHECK_THAT(lines[0], ContainsSubstring("{\"event\":\"start\",\"photos\":3"));
  for (size_t i = 1; i <= 3; ++i) {
    const auto at = lines[i].find("\"record\":");
    REQUIRE(at != std::string::npos);
    const auto record = lines[i].substr(at + 9, lines[i].size() - at - 10);
    const auto read = parse_journal_line(record);
    CHECK(read.photo.input.parent_path() == root / "in");
    CHECK(journal_line(read) == record);
  }
  CHECK_THAT(lines[4], ContainsSubstring("\"done\":2") && ContainsSubstring("\"exit_code\":1"));
  CHECK_THAT(program.err(), ContainsSubstring("2 done, 1 failed"));
  Program clash(enhance({(root / "in/a.png").string(), "-o", "-", "--json"}));
  CHECK(clash.exit_code() == 2);
}
