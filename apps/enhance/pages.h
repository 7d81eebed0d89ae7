// What a run leaves to look at: the report and the comparison sheets.
#pragma once

#include <optional>

#include "lowlight/batch/batch_page.h"
#include "lowlight/batch/batch_plan.h"
#include "lowlight/batch/batch_report.h"
#include "lowlight/batch/observer_list.h"
#include "options.h"

class Pages {
 public:
  /// `description`: of the enhancer. Throws ConfigError where a page would replace a photo.
  Pages(const Options& options,
        const lowlight::batch::BatchPlan& plan,
        const std::string& description);

  /// Has the run observed, as far as pages were asked for.
  void watch_with(lowlight::batch::ObserverList& list);

  /// Writes the report. Throws what writing throws.
  void conclude(const lowlight::batch::BatchReport& report);

 private:
  std::optional<lowlight::batch::SheetWriter> sheets_;
  std::optional<lowlight::batch::BatchPage> report_;
};
