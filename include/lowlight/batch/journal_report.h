// What the journals of several runs say together.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lowlight/batch/batch_plan.h"
#include "lowlight/batch/batch_report.h"

namespace lowlight::batch {

/// What somebody should look at.
enum class Finding {
  failed,
  missing,  ///< The plan has the photo, and no journal tells of it.
  gone,     ///< Done or skipped, and no result is there.
  doubled   ///< Done by the runs of several journals.
};

/// The names of the values, as users write them.
constexpr auto names_of(Finding) {
  return std::to_array<std::pair<Finding, std::string_view>>({{Finding::failed, "failed"},
                                                              {Finding::missing, "missing"},
                                                              {Finding::gone, "gone"},
                                                              {Finding::doubled, "doubled"}});
}

/// Hears of each finding, once a photo, with what is known about it.
using TellFinding = std::function<void(
    Finding finding, const std::filesystem::path& input, const std::string& why)>;

class DiskTable;
struct JournalRecord;

/// Reads journals of shards, of any length in memory that does not grow; where photos stand is in a
/// file without a name in the system's temporary folder, 21 bytes a record. Of a journal a photo's
/// last record counts; of several journals done counts before skipped, and that before failed.
class JournalReport {
 public:
  /// Throws ConfigError of a journal that cannot be read or is none.
  JournalReport(const std::vector<std::filesystem::path>& journals, TellFinding tell);
  ~JournalReport();

  /// Looks for the photos of a plan, of all shards.
  void compare(const BatchPlan& plan);

  int64_t photos() const { return photos_; }
  int64_t count(PhotoStatus status) const { return by_status_[size_t(status)]; }
  int64_t count(FailureKind kind) const { return by_kind_[size_t(kind)]; }
  int64_t count(Finding finding) const { return findings_[size_t(finding)]; }

 private:
  struct Place;

  void each_record(size_t journal, const std::function<void(const JournalRecord&)>& use) const;
  void add(size_t journal, const JournalRecord& record);
  void look_at(size_t journal, const JournalRecord& record);
  void report(Finding finding, const std::filesystem::path& input, const std::string& why);
  void count_place(const Place& place, int64_t change);

  std::vector<std::filesystem::path> journals_;
  TellFinding tell_;
  std::unique_ptr<DiskTable> places_;
  int64_t photos_ = 0;
  std::array<int64_t, names_of(PhotoStatus()).size()> by_status_ = {};
  std::array<int64_t, names_of(FailureKind()).size()> by_kind_ = {};
  std::array<int64_t, names_of(Finding()).size()> findings_ = {};
};

}  // namespace lowlight::batch
