#include "lowlight/batch/journal_report.h"

#include <fcntl.h>

#include <cerrno>
#include <optional>
#include <system_error>

#include "batch/disk_table.h"
#include "batch/journal_lines.h"
#include "lowlight/batch/standard_stream.h"
#include "lowlight/core/display_name.h"
#include "lowlight/core/error.h"
#include "lowlight/core/file_descriptor.h"

namespace lowlight::batch {

namespace fs = std::filesystem;

/// What the table holds of a photo, packed into its number.
struct JournalReport::Place {
  PhotoStatus status = PhotoStatus::not_started;
  FailureKind kind = FailureKind::photo;
  bool doubled = false;
  bool told = false;  ///< What is to be said of it has been.
  size_t journal = 0;

  uint64_t packed() const {
    return uint64_t(journal) << 8 | uint64_t(told) << 7 | uint64_t(doubled) << 6 |
           uint64_t(kind) << 3 | uint64_t(status);
  }
  static Place of(uint64_t number) {
    return {PhotoStatus(number & 7),
            FailureKind(number >> 3 & 7),
            (number >> 6 & 1) == 1,
            (number >> 7 & 1) == 1,
            size_t(number >> 8)};
  }
};

namespace {

/// Which status of two journals counts.
int rank_of(PhotoStatus status) {
  return status == PhotoStatus::done ? 3 : status == PhotoStatus::skipped ? 2 : 1;
}

FileDescriptor opened(const fs::path& journal) {
  FileDescriptor file(::open(journal.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) throw_errno(journal, "cannot open");
  return file;
}

bool is_there(const fs::path& output) {
  std::error_code failure;
  return is_standard_stream(output) || fs::exists(fs::symlink_status(output, failure));
}

}  // namespace

JournalReport::JournalReport(const std::vector<fs::path>& journals, TellFinding tell)
    : journals_(journals), tell_(std::move(tell)) {
  size_t journal = 0;
  try {
    int64_t lines = 0;
    for (; journal < journals_.size(); ++journal)
      each_line(opened(journals_[journal]), journals_[journal], [&](const auto&) { ++lines; });
    places_ = std::make_unique<DiskTable>(lines, fs::temp_directory_path() / "journals");
    for (journal = 0; journal < journals_.size(); ++journal)
      each_record(journal, [&](const JournalRecord& record) { add(journal, record); });
    for (journal = 0; journal < journals_.size(); ++journal)
      each_record(journal, [&](const JournalRecord& record) { look_at(journal, record); });
  } catch (const std::system_error& error) {
    const auto& name = journals_[std::min(journal, journals_.size() - 1)];
    throw ConfigError(display_name(name), {error.code().message()});
  }
}

JournalReport::~JournalReport() = default;

void JournalReport::each_record(size_t journal,
                                const std::function<void(const JournalRecord&)>& use) const {
  const auto& path = journals_[journal];
  each_line(opened(path), path, [&](const JournalLine& line) {
    use(record_in(line, display_name(path)));
  });
}

void JournalReport::add(size_t journal, const JournalRecord& record) {
  const auto& photo = record.photo;
  const auto key = key_of(photo.input, photo.output);
  const auto found = places_->find(key);
  Place now{photo.status, photo.kind, false, false, journal};
  if (found) {
    const auto before = Place::of(*found);
    const bool other = before.journal != journal;
    const bool twice = other && before.status == PhotoStatus::done && now.status == before.status;
    if (twice && !before.doubled)
      report(Finding::doubled,
             photo.input,
             "by " + display_name(journals_[before.journal]) + " and " +
                 display_name(journals_[journal]));
    if (other && rank_of(before.status) > rank_of(now.status)) now = before;
    now.doubled = before.doubled || twice;
    count_place(before, -1);
  }
  count_place(now, 1);
  places_->put(key, now.packed());
}

void JournalReport::count_place(const Place& place, int64_t change) {
  photos_ += change;
  by_status_[size_t(place.status)] += change;
  if (place.status == PhotoStatus::failed) by_kind_[size_t(place.kind)] += change;
}

void JournalReport::look_at(size_t journal, const JournalRecord& record) {
  const auto& photo = record.photo;
  const auto key = key_of(photo.input, photo.output);
  auto place = Place::of(places_->find(key).value_or(0));
  if (place.told || place.journal != journal || place.status != photo.status) return;
  if (photo.status == PhotoStatus::failed) {
    report(Finding::failed, photo.input, photo.reason);
  } else if (!is_there(photo.output)) {
    report(Finding::gone, photo.input, display_name(photo.output));
  }
  place.told = true;
  places_->put(key, place.packed());
}

void JournalReport::report(Finding finding, const fs::path& input, const std::string& why) {
  ++findings_[size_t(finding)];
  tell_(finding, input, why);
}

void JournalReport::compare(const BatchPlan& plan) {
  const auto look_for = [&](const PlannedPhoto& photo) {
    const auto input = whole_path(photo.input);
    if (!places_->find(key_of(input, whole_path(photo.output))))
      report(Finding::missing, input, photo.unreadable);
  };
  for (const auto& photo : plan.photos) look_for(photo);
  for (const auto& photo : plan.others) look_for(photo);
}

}  // namespace lowlight::batch
