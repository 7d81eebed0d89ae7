#include "lowlight/batch/batch_report.h"

#include <algorithm>
#include <cstdio>
#include <set>

#include "lowlight/core/names.h"

namespace lowlight::batch {

int64_t BatchReport::count(PhotoStatus status) const {
  return std::count_if(
      photos.begin(), photos.end(), [&](const auto& photo) { return photo.status == status; });
}

double BatchReport::megapixels() const {
  int64_t pixels = 0;
  for (const auto& photo : photos) {
    if (photo.status == PhotoStatus::done) pixels += photo.pixels;
  }
  return double(pixels) / 1e6;
}

std::map<std::string, int64_t> warnings_by_kind(const BatchReport& report) {
  std::map<std::string, int64_t> photos_of;
  for (const auto& photo : report.photos) {
    std::set<std::string> kinds;
    for (const auto& warning : photo.warnings) kinds.insert(warning.substr(0, warning.find(": ")));
    for (const auto& kind : kinds) ++photos_of[kind];
  }
  return photos_of;
}

std::string summary_of(const BatchReport& report) {
  if (report.photos.empty()) return "no photos";
  std::string text;
  for (const auto status :
       {PhotoStatus::done, PhotoStatus::skipped, PhotoStatus::failed, PhotoStatus::not_started}) {
    if (const auto count = report.count(status)) {
      text +=
          (text.empty() ? "" : ", ") + std::to_string(count) + " " + std::string(enum_name(status));
    }
  }
  if (report.count(PhotoStatus::done) == 0) return text;
  char speed[96];
  std::snprintf(speed,
                sizeof speed,
                "; %.1f MP in %.1f s (%.1f MP/s)",
                report.megapixels(),
                report.seconds,
                report.megapixels() / std::max(report.seconds, 1e-9));
  return text + speed;
}

}  // namespace lowlight::batch
