// The record of a batch: one JSON object a line, for reruns and for other programs.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lowlight/batch/batch_report.h"
#include "lowlight/batch/batch_run.h"
#include "lowlight/core/file_descriptor.h"

namespace lowlight::batch {

/// What decides about a run's results beside its photos.
struct RunIdentity {
  std::string model_sha256 = {};  ///< Empty where the run uses no weights.
  std::string settings = "{}";    ///< One flat JSON object.
};

struct JournalRecord {
  std::string time;            ///< When the photo was finished, UTC: "2026-11-21T15:04:05Z".
  PhotoReport photo;           ///< Both paths are absolute.
  int64_t input_modified = 0;  ///< In nanoseconds since the epoch; 0 where it is not known.
  RunIdentity run;
};

/// The record of a photo that is finished now.
JournalRecord record_of(const PhotoReport& photo, const RunIdentity& run);

/// One line without its end. A path that is not UTF-8 is {"hex": "<its bytes>"}.
std::string journal_line(const JournalRecord& record);

/// Reads what journal_line writes back to an equal record. Throws ConfigError with everything that
/// is wrong: no JSON in UTF-8, a key that is missing, unknown or there twice, a value of a wrong
/// type or range. docs/formats.md lists the keys.
JournalRecord parse_journal_line(std::string_view line);

/// The records of a whole journal. What follows the last line end was torn by the end of its
/// program and is left out. Throws ConfigError, which calls the text `name`, with the number of the
/// first wrong line.
std::vector<JournalRecord> parse_journal(std::string_view text, const std::string& name);

struct JournalLine;
class DiskTable;

/// A journal on disk, which keeps what it observes. Only one program at a time may have it open. It
/// takes no memory for what earlier runs wrote: where their records lie stands in a file without a
/// name in the system's temporary folder, 21 bytes a record.
class Journal final : public BatchObserver {
 public:
  /// Opens or makes the file, reads its records and cuts off a torn last line. Throws ConfigError
  /// where that fails, another program has it open, or it is no journal: then nothing is changed.
  Journal(const std::filesystem::path& path, RunIdentity run);

  ~Journal() override;

  /// The last record of this pair of files that an earlier run wrote; nothing where it cannot be
  /// read.
  std::optional<JournalRecord> last_of(const std::filesystem::path& input,
                                       const std::filesystem::path& output) const;

  /// The photo's failure in the last run, where the photo has not changed since; else "".
  std::string earlier_failure(const std::filesystem::path& input,
                              const std::filesystem::path& output) const;

  /// The number of photos that were done under other settings or, where this run uses weights,
  /// other weights.
  int64_t done_differently() const { return done_differently_; }

  /// Appends a record in one write, so that a killed program leaves whole lines and at most one
  /// torn one. What an earlier run settled and recorded is not recorded again.
  void finished(const PhotoReport& photo) noexcept override;

  /// Why records are missing, or "" where all are written.
  const std::string& problem() const { return problem_; }

 private:
  void remember(const JournalLine& line);

  FileDescriptor file_;
  std::filesystem::path path_;
  RunIdentity run_;
  /// The place of each photo's last record; 1 more, after doubling, where it is done differently.
  std::unique_ptr<DiskTable> last_;
  int64_t done_differently_ = 0;
  std::string problem_;
};

}  // namespace lowlight::batch
