// How a batch went, photo by photo.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lowlight/batch/failure.h"
#include "lowlight/batch/remarks.h"

namespace lowlight::batch {

enum class PhotoStatus {
  not_started,  ///< The batch was stopped before its turn.
  done,
  skipped,  ///< Nothing was to be done; the reason says why.
  failed
};

/// The names of the values, as users write them.
constexpr auto names_of(PhotoStatus) {
  return std::to_array<std::pair<PhotoStatus, std::string_view>>(
      {{PhotoStatus::not_started, "not started"},
       {PhotoStatus::done, "done"},
       {PhotoStatus::skipped, "skipped"},
       {PhotoStatus::failed, "failed"}});
}

enum class Stage { read, process, write };

/// The names of the values, as users write them.
constexpr auto names_of(Stage) {
  return std::to_array<std::pair<Stage, std::string_view>>(
      {{Stage::read, "read"}, {Stage::process, "process"}, {Stage::write, "write"}});
}

struct PhotoReport {
  std::filesystem::path input = {};
  std::filesystem::path output = {};
  PhotoStatus status = PhotoStatus::not_started;
  Stage stage = Stage::read;                   ///< The last stage that was begun.
  FailureKind kind = FailureKind::processing;  ///< Counts only where the photo failed.
  std::string reason = {};                     ///< Why the photo failed or was skipped.
  std::vector<std::string> warnings = {};      ///< A sentence for each thing that was not kept.
  std::optional<Exposure> exposure = {};       ///< What the meter decided.
  std::optional<Faces> faces = {};  ///< What faces were found, where they were looked for.
  /// The share of pixels with no more signal than noise, where a map of trust was made.
  std::optional<double> untrusted = {};
  int64_t pixels = 0;
  double read_seconds = 0;  ///< From file to pixels.
  double process_seconds = 0;
  double write_seconds = 0;  ///< From pixels to file.
  int64_t input_bytes = 0;   ///< Sizes of the files; 0 where they were not reached.
  int64_t output_bytes = 0;
  bool settled_before = false;    ///< An earlier run left nothing to do.
  std::string input_sha256 = {};  ///< Hashes of the files, where BatchOptions::hash asks for them.
  std::string output_sha256 = {};
};

struct BatchReport {
  std::vector<PhotoReport> photos;  ///< In the order of the plan.
  double seconds = 0;
  int stopped_by = 0;  ///< The signal that stopped the batch early, or 0.

  int64_t count(PhotoStatus status) const;
};

/// What a batch came to, or several in turn, in memory that does not grow with them.
struct BatchTotals {
  BatchTotals() = default;
  BatchTotals(const BatchReport& report) { add(report); }
  void add(const BatchReport& report);

  int64_t count(PhotoStatus status) const;
  int64_t photos() const;

  std::map<PhotoStatus, int64_t> by_status = {};
  double megapixels = 0;  ///< of photos that are done
  double seconds = 0;
  int stopped_by = 0;
  /// How many photos have a warning of each kind: what it says up to its colon.
  std::map<std::string, int64_t> warnings = {};
  std::vector<PhotoReport> failed = {};  ///< Of very many the first thousand.
};

/// "12 done, 3 skipped, 1 failed; 144.0 MP in 12.3 s (11.7 MP/s)". Numbers that are zero are left
/// out.
std::string summary_of(const BatchTotals& totals);

}  // namespace lowlight::batch
