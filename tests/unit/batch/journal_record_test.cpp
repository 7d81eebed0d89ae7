// What journal_line writes and parse_journal reads.
#include <cstdint>
#include <string>
#include <vector>

#include "lowlight/batch/journal.h"
#include "lowlight/core/error.h"
#include "support/catch.h"

using namespace lowlight;
using namespace lowlight::batch;

namespace {

const std::string kDigits(64, 'a');

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
  record.photo.exposure = Exposure{2.5, 1, "dark"};
  record.photo.pixels = 12'000'000;
  record.photo.input_bytes = 4'000'000;
  record.photo.input_sha256 = kDigits;
  record.photo.read_seconds = 0.125;
  record.input_modified = 1'700'000'000'123'456'789;
  record.run = {kDigits, R"({"strength":0.7,"format":"keep"})"};
  return record;
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

TEST_CASE("The exposure comes back, may be missing as in old records, and is checked") {
  const auto line = journal_line(sample());
  const auto exposure = parse_journal_line(line).photo.exposure;
  REQUIRE(exposure);
  CHECK(exposure->ev == 2.5);
  CHECK(exposure->share == 1);
  CHECK(exposure->why == "dark");
  const std::string text = R"("exposure":{"ev":2.5,"share":1.0,"why":"dark"})";
  CHECK_FALSE(parse_journal_line(replaced(line, text + ",", "")).photo.exposure);
  CHECK_FALSE(parse_journal_line(replaced(line, text, R"("exposure":null)")).photo.exposure);
  for (const std::string wrong : {R"(3)", R"({"ev":2})", R"({"ev":"2","share":1,"why":""})"})
    CHECK(problems_of_line(replaced(line, text, "\"exposure\":" + wrong)).size() == 1);
}

TEST_CASE("The share without signal comes back, may be missing, and is checked") {
  auto record = sample();
  CHECK_THAT(journal_line(record), ContainsSubstring(R"("untrusted":null)"));
  record.photo.untrusted = 0.25;
  const auto line = journal_line(record);
  CHECK(parse_journal_line(line).photo.untrusted == 0.25);
  const std::string text = R"("untrusted":0.25)";
  CHECK_FALSE(parse_journal_line(replaced(line, text + ",", "")).photo.untrusted);
  for (const std::string wrong : {"1.5", "-0.1", "true", R"("0.2")"})
    CHECK(problems_of_line(replaced(line, text, "\"untrusted\":" + wrong)).size() == 1);
}

TEST_CASE("The faces come back, may be missing as in old records, and are checked") {
  auto record = sample();
  CHECK_THAT(journal_line(record), ContainsSubstring(R"("faces":null)"));
  record.photo.faces = Faces{{}, {{{10, 20.5, 30, 40}, 0.75}}};
  const auto line = journal_line(record);
  CHECK(parse_journal_line(line).photo.faces == record.photo.faces);
  const std::string text =
      R"("faces":{"before":[],"after":[{"box":[10.0,20.5,30.0,40.0],"score":0.75}]})";
  CHECK_FALSE(parse_journal_line(replaced(line, text + ",", "")).photo.faces);
  CHECK(problems_of_line(replaced(line, text, R"("faces":3)")).size() == 1);
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
  CHECK_THAT(problems_of_line(replaced(line, kDigits, "abc")).at(0), ContainsSubstring("64"));
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
