#include "lowlight/batch/journal_report.h"

#include <fstream>

#include "lowlight/batch/journal.h"
#include "lowlight/core/error.h"
#include "lowlight/core/names.h"
#include "support/catch.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::batch;
using enum PhotoStatus;
using lowlight::test::TemporaryFolder;
namespace fs = std::filesystem;

namespace {

PhotoReport photo_of(const TemporaryFolder& root,
                     const std::string& name,
                     PhotoStatus status,
                     FailureKind kind = FailureKind::photo) {
  PhotoReport photo;
  photo.input = root / name;
  photo.output = root / (name + ".out");
  photo.status = status;
  photo.kind = kind;
  if (status == done) std::ofstream(photo.output) << "result";
  return photo;
}

/// Findings as "failed a", in the order in which they are told.
using Told = std::vector<std::string>;

TellFinding into(Told& told) {
  return [&](Finding finding, const fs::path& input, const std::string&) {
    told.push_back(std::string(enum_name(finding)) + " " + input.filename().string());
  };
}

}  // namespace

TEST_CASE("Journals together count each photo once") {
  const TemporaryFolder root;
  {
    Journal one(root / "1", {}), two(root / "2", {});
    one.finished(photo_of(root, "a", failed));
    one.finished(photo_of(root, "a", done));  // The last record counts.
    one.finished(photo_of(root, "b", failed, FailureKind::memory));
    one.finished(photo_of(root, "c", failed, FailureKind::file_system));
    two.finished(photo_of(root, "c", done));  // Another shard has done it.
    two.finished(photo_of(root, "d", skipped));
    two.finished(photo_of(root, "a", done));
  }
  fs::remove(root / "c.out");
  Told told;
  JournalReport report({root / "1", root / "2"}, into(told));
  CHECK(report.photos() == 4);
  CHECK(report.count(done) == 2);
  CHECK(report.count(skipped) == 1);
  CHECK(report.count(failed) == 1);
  CHECK(report.count(FailureKind::memory) == 1);
  CHECK(report.count(FailureKind::file_system) == 0);
  CHECK(told == Told{"doubled a", "failed b", "gone c", "gone d"});

  BatchPlan plan;
  for (const char* name : {"a", "new"})
    plan.photos.push_back({root / name, root / (std::string(name) + ".out"), {}, ""});
  report.compare(plan);
  CHECK(report.count(Finding::missing) == 1);
  CHECK(told.back() == "missing new");
}

TEST_CASE("Empty and torn journals say nothing, and what is no journal is refused") {
  const TemporaryFolder root;
  std::ofstream(root / "empty") << "";
  std::ofstream(root / "torn") << "{\"time\":";
  std::ofstream(root / "text") << "notes\n";
  Told told;
  CHECK(JournalReport({root / "empty", root / "torn"}, into(told)).photos() == 0);
  CHECK(told.empty());
  CHECK_THROWS_AS(JournalReport({root / "text"}, into(told)), ConfigError);
  CHECK_THROWS_AS(JournalReport({root / "none"}, into(told)), ConfigError);
}
