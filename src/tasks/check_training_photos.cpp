#include "lowlight/tasks/check_training_photos.h"

#include <algorithm>
#include <map>

#include "tasks/configured_task.h"

namespace lowlight::tasks {
namespace {

// A dark photo's luma deviates less: five stops are a factor of about six on encoded values.
constexpr double kDarkContrast = 1.0 / 6;

std::string last_part(const std::string& name) { return name.substr(name.rfind('.') + 1); }

/// The crops a set is shown in: those named after it, else those of its task.
data::CropOptions crop_of(const std::string& set,
                          const std::map<std::string, data::CropOptions*>& crops) {
  const auto own = crops.find(set + "_crop");
  if (own != crops.end()) return *own->second;
  const auto bright = crops.find("bright_crop");
  return bright != crops.end() ? *bright->second : *crops.begin()->second;
}

template <class TaskOptions>
data::CheckOptions options_for(const std::string& set,
                               const std::map<std::string, data::CropOptions*>& crops) {
  const bool is_style = last_part(set) == "style";
  const bool is_dark =
      last_part(set) == "dark" || TaskOptions::kName == PseudoGroundTruthOptions::kName;
  data::CheckOptions options{.crop = crop_of(set, crops), .masked = is_style, .distinct = is_style};
  if (is_dark && !crops.contains(set + "_crop")) options.crop.contrast *= kDarkContrast;
  return options;
}

}  // namespace

std::vector<std::pair<std::string, data::CheckReport>> check_training_photos(
    const io::Config& config) {
  return with_task(config, [](auto resolved) {
    using TaskOptions = decltype(resolved.options);
    std::vector<std::pair<std::string, data::CheckReport>> reports;
    const auto crops = members_of<data::CropOptions>(resolved.options);
    for (const auto& [name, photos] : members_of<data::PhotosOptions>(resolved.options)) {
      if (photos->path.empty()) continue;
      reports.emplace_back(name,
                           data::check_photos(*photos, options_for<TaskOptions>(name, crops)));
    }
    for (const auto& [name, pair] : members_of<PairedPhotosOptions>(resolved.options)) {
      if (pair->dark.path.empty()) continue;
      reports.emplace_back(name, data::check_pairs(pair->dark, pair->bright));
    }
    return reports;
  });
}

}  // namespace lowlight::tasks
