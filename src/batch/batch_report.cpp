#include "lowlight/batch/batch_report.h"

#include <algorithm>
#include <set>

#include "lowlight/core/names.h"
#include "lowlight/core/text.h"

namespace lowlight::batch {

int64_t BatchReport::count(PhotoStatus status) const {
  return std::count_if(
      photos.begin(), photos.end(), [&](const auto& photo) { return photo.status == status; });
}

void BatchTotals::add(const BatchReport& report) {
  constexpr size_t kMostFailures = 1000;
  for (const auto& photo : report.photos) {
    ++by_status[photo.status];
    if (photo.status == PhotoStatus::done) megapixels += double(photo.pixels) / 1e6;
    if (photo.status == PhotoStatus::failed && failed.size() < kMostFailures)
      failed.push_back(photo);
    std::set<std::string> kinds;
    for (const auto& warning : photo.warnings) kinds.insert(warning.substr(0, warning.find(": ")));
    for (const auto& kind : kinds) ++warnings[kind];
  }
  seconds += report.seconds;
  stopped_by = report.stopped_by;
}

int64_t BatchTotals::count(PhotoStatus status) const {
  const auto found = by_status.find(status);
  return found == by_status.end() ? 0 : found->second;
}

int64_t BatchTotals::photos() const {
  int64_t sum = 0;
  for (const auto& [status, count] : by_status) sum += count;
  return sum;
}

std::string summary_of(const BatchTotals& totals) {
  if (totals.photos() == 0) return "no photos";
  std::string text;
  for (const auto status :
       {PhotoStatus::done, PhotoStatus::skipped, PhotoStatus::failed, PhotoStatus::not_started}) {
    if (const auto count = totals.count(status)) {
      text +=
          (text.empty() ? "" : ", ") + std::to_string(count) + " " + std::string(enum_name(status));
    }
  }
  if (totals.count(PhotoStatus::done) == 0) return text;
  return text + formatted("; %.1f MP", totals.megapixels) +
         formatted(" in %.1f s", totals.seconds) +
         formatted(" (%.1f MP/s)", totals.megapixels / std::max(totals.seconds, 1e-9));
}

}  // namespace lowlight::batch
