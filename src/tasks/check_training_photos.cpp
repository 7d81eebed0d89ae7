#include "lowlight/tasks/check_training_photos.h"

#include "tasks/configured_task.h"

namespace lowlight::tasks {
namespace {

using data::PhotoRole;

/// Five stops divide encoded values by about six, and with them the deviation of a photo's luma.
constexpr double kDarkContrast = 1.0 / 6;

/// The crops that a set of photos is shown in. Where dark and bright photos share them, their
/// contrast is meant for the bright ones.
template <class TaskOptions>
data::CropOptions crop_for(PhotoRole role, const TaskOptions& options) {
  auto crop = options.pairs.crop;
  if (role == PhotoRole::dark) crop.contrast *= kDarkContrast;
  return crop;
}

data::CropOptions crop_for(PhotoRole role, const UnpairedOptions& options) {
  return role == PhotoRole::dark ? options.dark_crop : options.bright_crop;
}

data::CropOptions crop_for(PhotoRole, const StyleTaskOptions& options) { return options.crop; }

/// Colours need no picture.
data::CropOptions crop_for(PhotoRole, const LookTaskOptions&) {
  return {.size = 32, .contrast = 0};
}

}  // namespace

std::vector<std::pair<std::string, data::CheckReport>> check_training_photos(
    const io::Config& config) {
  return with_task(config, [](auto resolved) {
    auto& options = resolved.options;
    std::vector<std::pair<std::string, data::CheckReport>> reports;
    for (const auto& [name, photos] : members_of<data::PhotosOptions>(options)) {
      if (photos->path.empty()) continue;
      const bool is_style = photos->role == PhotoRole::style;
      reports.emplace_back(
          name,
          data::check_photos(
              *photos,
              {.crop = crop_for(photos->role, options), .masked = is_style, .distinct = is_style}));
    }
    for (const auto& [name, pair] : members_of<PairedPhotosOptions>(options)) {
      if (pair->dark.path.empty()) continue;
      reports.emplace_back(name, data::check_pairs(pair->dark, pair->bright));
    }
    return reports;
  });
}

}  // namespace lowlight::tasks
