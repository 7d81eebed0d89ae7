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

#include "lowlight/batch/failure.h"
#include "lowlight/batch/standard_stream.h"
#include "lowlight/core/atomic_file.h"
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

fs::path whole_path(const fs::path& path) {
  if (is_standard_stream(path)) return path;
  std::error_code failure;
  return fs::absolute(path, failure).lexically_normal();
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
    const auto bytes = read_file(path);
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    for (auto& record : parse_journal(text, display_name(path))) {
      const Key key{record.photo.input, record.photo.output};
      records_[key] = std::move(record);
    }
    const auto whole = text.rfind('\n') + 1;  // 0 where there is no line end
    if (whole != text.size() && ::ftruncate(file_.get(), off_t(whole)) != 0) refuse_with_errno();
  } catch (const std::system_error& error) {
    refuse(error.code().message());
  }
}

const JournalRecord* Journal::last_of(const fs::path& input, const fs::path& output) const {
  const auto found = records_.find({whole_path(input), whole_path(output)});
  return found == records_.end() ? nullptr : &found->second;
}

std::string Journal::earlier_failure(const fs::path& input, const fs::path& output) const {
  const auto* record = last_of(input, output);
  if (!record || record->photo.status != PhotoStatus::failed) return "";
  const bool same = record->input_modified == modified(input) &&
                    (record->photo.input_bytes == 0 || record->photo.input_bytes == size_of(input));
  return same ? record->photo.reason : "";
}

int64_t Journal::done_differently() const {
  // Older versions recorded the weights of runs that used none, too: equal settings say as much.
  const auto differs = [&](const RunIdentity& run) {
    return run.settings != run_.settings ||
           (!run_.model_sha256.empty() && run.model_sha256 != run_.model_sha256);
  };
  return std::count_if(records_.begin(), records_.end(), [&](const auto& entry) {
    const auto& record = entry.second;
    return record.photo.status == PhotoStatus::done && differs(record.run);
  });
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
