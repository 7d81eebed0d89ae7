#include "lowlight/batch/journal.h"

#include <fstream>
#include <string>

#include "lowlight/core/error.h"
#include "support/catch.h"
#include "support/temporary_folder.h"
#include "support/text_of.h"

using namespace lowlight;
using namespace lowlight::batch;
using lowlight::test::TemporaryFolder;
using lowlight::test::text_of;
namespace fs = std::filesystem;

namespace {

const std::string kHash(64, 'a');

PhotoReport report_of(const fs::path& input, PhotoStatus status, const std::string& reason = "") {
  PhotoReport photo;
  photo.input = input;
  photo.output = input.string() + ".out";
  photo.status = status;
  photo.reason = reason;
  return photo;
}

}  // namespace

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
  REQUIRE(journal.last_of(photo, photo.string() + ".out"));
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

TEST_CASE("A file without a line is a journal only where it begins as one") {
  const TemporaryFolder root;
  const auto path = root / "j";
  const auto record = journal_line(record_of(report_of("/a", PhotoStatus::done), {}));
  for (const std::string text : {"my notes", "m", "{\"key\": 1}", "{\"time\": 1}"}) {
    std::ofstream(path) << text;
    CHECK_THROWS_WITH(Journal(path, {}), ContainsSubstring(path.string()));
    CHECK(text_of(path) == text);
  }
  for (size_t size = 0; size <= record.size(); ++size) {
    std::ofstream(path) << record.substr(0, size);
    { Journal(path, {}).finished(report_of("/b", PhotoStatus::done)); }
    CHECK(parse_journal(text_of(path), "j").size() == 1);
  }
}
