// How a batch went, photo by photo, and what the program says and returns about it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "lowlight/batch/failure.h"
#include "lowlight/core/names.h"

namespace lowlight::batch {

enum class PhotoStatus {
  not_started,  ///< the batch was stopped before its turn
  done,
  skipped,  ///< nothing was to be done: see the reason
  failed
};

enum class Stage { read, process, write };

struct PhotoReport {
  std::filesystem::path input = {};
  std::filesystem::path output = {};
  PhotoStatus status = PhotoStatus::not_started;
  Stage stage = Stage::read;  ///< the last one begun; of a failed photo, the one that failed
  FailureKind kind = FailureKind::processing;  ///< of a failed photo
  std::string reason = {};                     ///< why it failed or was skipped
  std::vector<std::string> warnings = {};      ///< what could not be kept, a sentence each
  int64_t pixels = 0;
  double read_seconds = 0;  ///< file to pixels
  double process_seconds = 0;
  double write_seconds = 0;  ///< pixels to file
  int64_t input_bytes = 0;   ///< of the files; 0 where they were not reached
  int64_t output_bytes = 0;
  bool settled_before = false;    ///< an earlier run left nothing to do
  std::string input_sha256 = {};  ///< of the files, where BatchOptions::hash asks for it
  std::string output_sha256 = {};
};

struct BatchReport {
  std::vector<PhotoReport> photos;  ///< in the order of the plan
  double seconds = 0;
  int stopped_by = 0;  ///< the signal that stopped it early, or 0

  int64_t count(PhotoStatus status) const;
  /// Pixels of the photos that are done, in millions.
  double megapixels() const;
};

/// What the program returns to its caller. A batch that a signal stopped returns 128 + signal.
enum class ExitCode {
  all_done = 0,  ///< every photo is done or was done before
  some_failed = 1,
  usage = 2,          ///< wrong options or a plan with problems: nothing was started
  nothing_to_do = 3,  ///< no photo in the inputs
  not_available = 4   ///< the model or the device
};

int exit_code(const BatchReport& report);

/// "12 done, 3 skipped, 1 failed; 144.0 MP in 12.3 s (11.7 MP/s)". What is zero is left out.
std::string summary_of(const BatchReport& report);

}  // namespace lowlight::batch

template <>
struct lowlight::EnumNames<lowlight::batch::Stage> {
  using Stage = lowlight::batch::Stage;
  static constexpr std::pair<Stage, std::string_view> values[] = {
      {Stage::read, "read"}, {Stage::process, "process"}, {Stage::write, "write"}};
};

template <>
struct lowlight::EnumNames<lowlight::batch::PhotoStatus> {
  using Status = lowlight::batch::PhotoStatus;
  static constexpr std::pair<Status, std::string_view> values[] = {
      {Status::not_started, "not started"},
      {Status::done, "done"},
      {Status::skipped, "skipped"},
      {Status::failed, "failed"}};
};
