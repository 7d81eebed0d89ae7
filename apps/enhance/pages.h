// What a run leaves to look at: the report and the comparison sheets.
#pragma once

#include <optional>

#include "lowlight/inference/batch_plan.h"
#include "lowlight/inference/batch_report.h"
#include "lowlight/inference/html_report.h"
#include "lowlight/inference/observer_list.h"
#include "options.h"

class Pages {
 public:
  /// `description`: of the enhancer. Throws ConfigError where a page would replace a photo.
  Pages(const Options& options,
        const lowlight::inference::BatchPlan& plan,
        const std::string& description);

  /// Has the run observed, as far as pages were asked for.
  void watch_with(lowlight::inference::ObserverList& list);

  /// Writes the report. Throws what writing throws.
  void conclude(const lowlight::inference::BatchReport& report);

 private:
  std::optional<lowlight::inference::SheetWriter> sheets_;
  std::optional<lowlight::inference::HtmlReport> report_;
};
