// What other programs get to read: a JSON object a line, on stdout.
#pragma once

#include <cstddef>

#include "lowlight/batch/batch_plan.h"
#include "lowlight/batch/batch_report.h"
#include "lowlight/batch/batch_run.h"
#include "lowlight/batch/journal.h"

/// {"event": "start", ...}, {"event": "photo", "record": as in a journal, ...} for each photo, and
/// {"event": "end", ...}; docs/formats.md lists the keys. Each line is flushed.
class Events final : public lowlight::batch::BatchObserver {
 public:
  Events(const lowlight::batch::BatchPlan& plan, lowlight::batch::RunIdentity run);

  void finished(const lowlight::batch::PhotoReport& photo) noexcept override;
  void conclude(const lowlight::batch::BatchReport& report, int exit_code);

 private:
  const size_t total_;
  size_t finished_ = 0;
  lowlight::batch::RunIdentity run_;
};
