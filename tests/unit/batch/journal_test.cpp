#include "lowlight/batch/journal.h"

#include <fstream>

#include "lowlight/core/atomic_file.h"
#include "lowlight/core/error.h"
#include "support/catch.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::batch;
using lowlight::test::TemporaryFolder;
namespace fs = std::filesystem;

namespace {

const std::string kHash(64, 'a');

JournalRecord sample() {
  JournalRecord record;
  record.time = "2026-11-21T15:04:05Z";
  record.photo.input = "/in/a.jpg";
  record.photo.output = "/out/a.jpg";
  record.photo.status = PhotoStatus::failed;
  record.photo.stage = Stage::write;
  record.photo.kind = FailureKind::file_system;
  record.photo.reason = "No space left on device";
  record.photo.warnings = {"one", "two \"quoted\""};
  record.photo.pixels = 12'000'000;
  record.photo.input_bytes = 4'000'000;
  record.photo.input_sha256 = kHash;
  record.photo.read_seconds = 0.125;
  record.input_modified = 1'700'000'000'123'456'789;
  record.run = {kHash, R"({"strength":0.7,"format":"keep"})"};
  return record;
}

PhotoReport report_of(const fs::path& input, PhotoStatus status, const std::string& reason = "") {
  PhotoReport photo;
  photo.input = input;
  photo.output = input.string() + ".out";
  photo.status = status;
  photo.reason = reason;
  return photo;
}

std::string text_of(const fs::path& path) {
  const auto bytes = read_file(path);
  return {bytes.begin(), bytes.end()};
}

std::vector<std::string> problems_of_line(const std::string& line) {
  try {
    parse_journal_line(line);
  } catch (const ConfigError& error) {
    return error.problems();
  }
  return {};
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("A record reads back to the same line") {
  const auto line = journal_line(sample());
  const auto record = parse_journal_line(line);
  CHECK(journal_line(record) == line);
  CHECK(record.photo.kind == FailureKind::file_system);
  CHECK(record.photo.warnings == sample().photo.warnings);
  CHECK(record.input_modified == sample().input_modified);
  CHECK(record.run.settings == sample().run.settings);
  CHECK_THAT(line, !ContainsSubstring("\n"));
}

TEST_CASE("Names that are no text keep their bytes") {
  for (const std::string name : {"/caf\xe9.jpg", "/line\nbreak", "/\xff\xfe", "/\xc3\xa9"}) {
    auto record = sample();
    record.photo.input = name;
    record.photo.reason = name;
    const auto line = journal_line(record);
    CHECK(line.find('\n') == std::string::npos);
    CHECK(parse_journal_line(line).photo.input.native() == name);
  }
}

TEST_CASE("A line that is not exactly a record is refused with every reason") {
  const auto line = journal_line(sample());
  CHECK(problems_of_line(line).empty());
  CHECK(problems_of_line("").size() == 1);
  CHECK(problems_of_line("[]").size() == 1);
  CHECK(problems_of_line("{}").size() >= 19);
  CHECK(problems_of_line(line + "x").size() == 1);
  CHECK_THAT(problems_of_line(replaced(line, "\"pixels\"", "\"pixles\"")).at(0),
             ContainsSubstring("pixels is missing"));
  CHECK_THAT(problems_of_line(replaced(line, "12000000", "-1")).at(0),
             ContainsSubstring("whole number"));
  CHECK_THAT(problems_of_line(replaced(line, "\"failed\"", "\"lost\"")).at(0),
             ContainsSubstring("must be one of"));
  CHECK_THAT(problems_of_line(replaced(line, "\"/in/a.jpg\"", "{\"hex\":\"6\"}")).at(0),
             ContainsSubstring("input must be"));
  CHECK_THAT(problems_of_line(replaced(line, kHash, "abc")).at(0), ContainsSubstring("64"));
  CHECK_THAT(problems_of_line(replaced(line, "0.7", "[1]")).at(0), ContainsSubstring("flat"));
  CHECK_THAT(problems_of_line(replaced(line, "{\"time\"", "{\"pixels\":1,\"time\"")).at(0),
             ContainsSubstring("twice"));
  CHECK(problems_of_line(replaced(line, "quoted", "\xff")).size() == 1);
}

TEST_CASE("A torn last line is left out and a wrong one before it is named") {
  const auto line = journal_line(sample()) + "\n";
  CHECK(parse_journal("", "j").empty());
  CHECK(parse_journal(line + line, "j").size() == 2);
  for (size_t length = 0; length < line.size(); length += 37) {
    CHECK(parse_journal(line + line.substr(0, length), "j").size() == 1);
  }
  CHECK_THROWS_WITH(parse_journal(line + "{}\n" + line, "j"), ContainsSubstring("line 2: "));
}

TEST_CASE("A journal goes on after a torn line") {
  const TemporaryFolder root;
  const auto path = root / "run.jsonl";
  { Journal(path, {}).finished(report_of("/a", PhotoStatus::done)); }
  const auto first = text_of(path);
  std::ofstream(path, std::ios::app) << "{\"time\":\"20";
  { Journal(path, {}).finished(report_of("/b", PhotoStatus::done)); }
  const auto both = text_of(path);
  CHECK(both.substr(0, first.size()) == first);
  CHECK(parse_journal(both, "j").size() == 2);
}

TEST_CASE("A failure is remembered until its photo changes") {
  const TemporaryFolder root;
  const auto photo = root / "a.jpg";
  std::ofstream(photo) << "broken";
  auto report = report_of(photo, PhotoStatus::failed, "truncated");
  report.input_bytes = 6;
  { Journal(root / "j", {}).finished(report); }
  const Journal journal(root / "j", {});
  CHECK(journal.earlier_failure(photo, report.output) == "truncated");
  CHECK(journal.earlier_failure(root / "b.jpg", report.output).empty());
  std::ofstream(photo) << "whole again";
  CHECK(journal.earlier_failure(photo, report.output).empty());
}

TEST_CASE("The last record of a photo counts") {
  const TemporaryFolder root;
  const auto photo = root / "a.jpg";
  {
    Journal journal(root / "j", {});
    journal.finished(report_of(photo, PhotoStatus::failed, "once"));
    journal.finished(report_of(photo, PhotoStatus::done));
  }
  const Journal journal(root / "j", {});
  REQUIRE(journal.last_of(photo, photo.string() + ".out") != nullptr);
  CHECK(journal.earlier_failure(photo, photo.string() + ".out").empty());
}

TEST_CASE("What an earlier run settled is not recorded twice") {
  const TemporaryFolder root;
  auto photo = report_of("/a", PhotoStatus::skipped, "the output exists");
  photo.settled_before = true;
  for (int run = 0; run < 3; ++run) Journal(root / "j", {}).finished(photo);
  CHECK(parse_journal(text_of(root / "j"), "j").size() == 1);
}

TEST_CASE("Photos made under other settings are counted") {
  const TemporaryFolder root;
  const RunIdentity one{kHash, R"({"strength":1.0})"}, other{kHash, R"({"strength":0.5})"};
  {
    Journal journal(root / "j", one);
    journal.finished(report_of("/a", PhotoStatus::done));
    journal.finished(report_of("/b", PhotoStatus::failed));
  }
  CHECK(Journal(root / "j", one).done_differently() == 0);
  CHECK(Journal(root / "j", other).done_differently() == 1);
}

TEST_CASE("Other weights count only where this run uses weights") {
  const TemporaryFolder root;
  { Journal(root / "j", {kHash, "{}"}).finished(report_of("/a", PhotoStatus::done)); }
  CHECK(Journal(root / "j", {"", "{}"}).done_differently() == 0);
  CHECK(Journal(root / "j", {std::string(64, '0'), "{}"}).done_differently() == 1);
}

TEST_CASE("A journal that is in use or is none is refused") {
  const TemporaryFolder root;
  {
    const Journal journal(root / "j", {});
    CHECK_THROWS_WITH(Journal(root / "j", {}), ContainsSubstring("another run"));
  }
  CHECK_NOTHROW(Journal(root / "j", {}));
  CHECK_THROWS_AS(Journal(root.path(), {}), ConfigError);
  CHECK_THROWS_AS(Journal(root / "none/j", {}), ConfigError);
  std::ofstream(root / "text") << "my notes\n";
  CHECK_THROWS_AS(Journal(root / "text", {}), ConfigError);
  CHECK(text_of(root / "text") == "my notes\n");
}
