// What the pages of a batch show: the data of the templates batch, photos and comparison
// (lowlight/pages/page.h).
#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <utility>
#include <vector>

#include "lowlight/batch/batch_plan.h"
#include "lowlight/batch/batch_report.h"
#include "lowlight/batch/comparison.h"

namespace lowlight::batch {

/// "1 photo", "2 photos".
std::string photos_text(int64_t count);

/// Verdict, failures, figures and settings of a batch, and how many photos were left out, by
/// format, or lost what. Twenty failures are in sight, the others on demand.
nlohmann::json report_data(const BatchReport& report,
                           const std::vector<std::pair<std::string, std::string>>& settings,
                           const std::map<std::string, LeftOut>& left_out = {});

/// A photo: both pictures, its name as a link to `link`, a relative path, its times, what the meter
/// decided, the faces that were found, its warnings, and the change_data.
nlohmann::json card_data(const PhotoReport& photo,
                         const Comparison& comparison,
                         const std::filesystem::path& link);

/// The photo's size and what changed: mean luma, gain and the share that is clipped, before and
/// after.
nlohmann::json change_data(const Comparison& comparison);

/// Two pictures one over the other, for the slider, and what marks the clipped pixels of each.
/// `name` is that of the photo.
nlohmann::json slider_data(const Comparison& comparison, const std::string& name);

}  // namespace lowlight::batch
