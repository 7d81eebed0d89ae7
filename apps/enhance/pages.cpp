#include "pages.h"

#include <string>
#include <utility>
#include <vector>

#include "lowlight/codecs/image_io.h"
#include "lowlight/core/fields.h"
#include "lowlight/core/value_text.h"

using namespace lowlight::batch;

namespace {

/// Everything that a result depends on, and the versions.
std::vector<std::pair<std::string, std::string>> settings_of(const Options& options,
                                                             const std::string& description) {
  std::vector<std::pair<std::string, std::string>> settings = {{"enhancer", description}};
  for (const auto& field : lowlight::fields_of(options)) {
    const auto text = lowlight::field_text(field.value);
    if (field.name != "inputs" && !text.empty()) settings.emplace_back(field.name, text);
  }
  const std::string versions = "lowlight " LOWLIGHT_VERSION ", LibTorch " LOWLIGHT_LIBTORCH_VERSION;
  settings.emplace_back("versions", versions);
  settings.emplace_back("codecs", lowlight::codecs::codec_versions());
  return settings;
}

}  // namespace

Pages::Pages(const Options& options, const BatchPlan& plan, const std::string& description) {
  if (const auto kind = options.review.compare) sheets_.emplace(plan, *kind);
  if (!options.review.report.empty()) {
    report_.emplace(plan,
                    BatchPageOptions{.path = options.review.report,
                                     .settings = settings_of(options, description)});
  }
}

void Pages::watch_with(ObserverList& list) {
  if (sheets_) list.observers.push_back(&*sheets_);
  if (report_) list.observers.push_back(&*report_);
}

void Pages::conclude(const BatchReport& report) {
  if (report_) report_->conclude(report);
}
