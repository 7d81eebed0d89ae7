#include "lowlight/batch/journal.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <system_error>
#include <utility>

#include "batch/disk_table.h"
#include "batch/journal_lines.h"
#include "lowlight/batch/failure.h"
#include "lowlight/batch/standard_stream.h"
#include "lowlight/core/display_name.h"
#include "lowlight/core/error.h"

namespace lowlight::batch {
namespace {

namespace fs = std::filesystem;

std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

int64_t modified(const fs::path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return 0;
  return std::max<int64_t>(
      0, int64_t(status.st_mtim.tv_sec) * 1'000'000'000 + int64_t(status.st_mtim.tv_nsec));
}

int64_t size_of(const fs::path& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 ? int64_t(status.st_size) : 0;
}

}  // namespace

JournalRecord record_of(const PhotoReport& photo, const RunIdentity& run) {
  JournalRecord record{utc_now(), photo, modified(photo.input), run};
  record.photo.input = whole_path(photo.input);
  record.photo.output = whole_path(photo.output);
  return record;
}

Journal::Journal(const fs::path& path, RunIdentity run) : path_(path), run_(std::move(run)) {
  const auto refuse = [&](const std::string& reason) {
    throw ConfigError(display_name(path), {reason});
  };
  const auto refuse_with_errno = [&] { refuse(std::generic_category().message(errno)); };
  file_ = FileDescriptor(::open(path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0666));
  if (!file_.is_open()) refuse_with_errno();
  if (::flock(file_.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    refuse("another run writes this journal: each shard needs its own");
  }
  try {
    int64_t lines = 0;
    const auto whole = each_line(file_, path, [&](const JournalLine&) { ++lines; });
    if (lines == 0 && !begins_as_journal(file_, path)) refuse("this is no journal");
    last_ = std::make_unique<DiskTable>(lines, fs::temp_directory_path() / path.filename());
    each_line(file_, path, [&](const JournalLine& line) { remember(line); });
    const bool torn = int64_t(whole) != size_of(path);
    if (torn && ::ftruncate(file_.get(), off_t(whole)) != 0) refuse_with_errno();
  } catch (const std::system_error& error) {
    refuse(error.code().message());
  }
}

Journal::~Journal() = default;

void Journal::remember(const JournalLine& line) {
  const auto record = record_in(line, display_name(path_));
  const auto key = key_of(record.photo.input, record.photo.output);
  const auto earlier = last_->find(key);
  if (earlier && *earlier & 1) --done_differently_;
  // Older versions recorded the weights of runs that used none, too: equal settings say as much.
  const bool differs = record.run.settings != run_.settings ||
                       (!run_.model_sha256.empty() && record.run.model_sha256 != run_.model_sha256);
  const bool counts = record.photo.status == PhotoStatus::done && differs;
  done_differently_ += counts;
  last_->put(key, line.begin << 1 | uint64_t(counts));
}

std::optional<JournalRecord> Journal::last_of(const fs::path& input, const fs::path& output) const
    try {
  const auto photo = whole_path(input), result = whole_path(output);
  const auto found = last_->find(key_of(photo, result));
  if (!found) return {};
  auto record = record_at(file_, path_, *found >> 1);
  const bool same = record.photo.input == photo && record.photo.output == result;
  return same ? std::optional(std::move(record)) : std::nullopt;
} catch (const std::system_error&) {
  return {};  // The photo is tried again.
}

std::string Journal::earlier_failure(const fs::path& input, const fs::path& output) const {
  const auto record = last_of(input, output);
  if (!record || record->photo.status != PhotoStatus::failed) return "";
  const bool same = record->input_modified == modified(input) &&
                    (record->photo.input_bytes == 0 || record->photo.input_bytes == size_of(input));
  return same ? record->photo.reason : "";
}

void Journal::finished(const PhotoReport& photo) noexcept {
  try {
    if (photo.settled_before && last_of(photo.input, photo.output)) return;
    const auto line = journal_line(record_of(photo, run_)) + "\n";
    const auto written = ::write(file_.get(), line.data(), line.size());
    if (written == ssize_t(line.size())) return;
    problem_ = std::generic_category().message(written < 0 ? errno : ENOSPC);
  } catch (...) {
    problem_ = reason_of_failure();
  }
}

}  // namespace lowlight::batch
