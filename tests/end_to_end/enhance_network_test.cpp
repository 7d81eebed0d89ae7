// Folders on a network file system, whose habits a library for LD_PRELOAD brings in.
#include <cerrno>

#include "lowlight/batch/journal.h"
#include "support/catch.h"
#include "support/enhance.h"
#include "support/photo_files.h"

using namespace lowlight;
using namespace lowlight::batch;
using lowlight::test::contents;
using lowlight::test::enhance;
using lowlight::test::Program;
using lowlight::test::TemporaryFolder;
using lowlight::test::write_synthetic_photo;

namespace {

struct Outcome {
  int code;
  test::Contents results;
  std::vector<JournalRecord> records;
  std::string said;
};

/// A run over two photos under faults of the form that network_faults.cpp reads.
Outcome run_under(const std::string& faults) {
  const TemporaryFolder root;
  write_synthetic_photo(root / "in/a.png", 30, 20);
  write_synthetic_photo(root / "in/b.jpg", 30, 20);
  const auto journal = root / "run.jsonl";
  auto command = enhance(
      {(root / "in").string(), "-o", (root / "out").string(), "--journal", journal.string(), "-q"});
  command.insert(command.begin(),
                 {"/usr/bin/env",
                  "LD_PRELOAD=" LOWLIGHT_NETWORK_FAULTS,
                  "ASAN_OPTIONS=verify_asan_link_order=0",
                  "LOWLIGHT_FAULTS=" + faults});
  Program program(command);
  const int code = program.exit_code();
  const auto bytes = read_file(journal);
  return {code,
          contents(root / "out"),
          parse_journal({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, "journal"),
          program.err()};
}

std::string fault(const char* call, int error, int times, const char* part) {
  return std::string(call) + ":" + std::to_string(error) + ":" + std::to_string(times) + ":" + part;
}

}  // namespace

TEST_CASE("What passes is tried again, and the results are those of a quiet disk") {
  const auto quiet = run_under("");
  REQUIRE(quiet.code == 0);
  REQUIRE(quiet.results.size() == 2);
  const auto faults = GENERATE_COPY(values<std::string>({
      fault("open", ESTALE, 2, "in/a.png"),  // a handle that the server has forgotten
      fault("read", ESTALE, 2, "in/a.png"),
      fault("read", EIO, 2, "in/b.jpg"),
      fault("open", ENOENT, 2, "out/.a.png"),  // a folder that is seen late
      fault("write", EIO, 1, "out/.a.png"),
      fault("fsync", EIO, 2, "out/.b.jpg"),  // what was written may be lost
      fault("rename", ESTALE, 2, "out/a.png"),
      fault("flock", ENOLCK, 1000, ""),  // no locks at all
  }));
  CAPTURE(faults);
  const auto disturbed = run_under(faults);
  CHECK(disturbed.code == 0);
  CHECK(disturbed.results == quiet.results);
  CHECK(disturbed.records.size() == 2);
}

TEST_CASE("What does not pass is a failure of its photo alone, and is listed") {
  const auto faults = GENERATE_COPY(values<std::string>({
      fault("read", EIO, 1000, "in/a.png"),
      fault("fsync", EIO, 1000, "out/.a.png"),
      fault("rename", ESTALE, 1000, "out/a.png"),
      fault("write", ENOSPC, 1, "out/.a.png"),  // A full disk is not waited for.
  }));
  CAPTURE(faults);
  const auto outcome = run_under(faults);
  CHECK(outcome.code == 1);
  CHECK(outcome.results.size() == 1);
  CHECK(outcome.results.contains("b.jpg"));
  REQUIRE(outcome.records.size() == 2);
  for (const auto& record : outcome.records) {
    if (record.photo.input.filename() != "a.png") continue;
    CHECK(record.photo.status == PhotoStatus::failed);
    CHECK(record.photo.kind == FailureKind::file_system);
  }
}

TEST_CASE("A folder that cannot be listed to its end is a failure, and what it told is done") {
  const auto outcome = run_under(fault("readdir", ESTALE, 1, "/in"));
  CHECK(outcome.code == 1);
  CHECK_THAT(outcome.said, ContainsSubstring("cannot be opened"));
}

TEST_CASE("Records that the journal's disk refuses are a failure of the run") {
  const auto outcome = run_under(fault("write", EIO, 1, "/run.jsonl"));
  CHECK(outcome.code == 1);
  CHECK(outcome.results.size() == 2);
  CHECK_THAT(outcome.said, ContainsSubstring("journal is not complete"));
}
