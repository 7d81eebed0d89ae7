// What other programs get to read: a JSON object a line, on stdout.
#pragma once

#include <cstdint>

#include "lowlight/batch/batch_plan.h"
#include "lowlight/batch/batch_report.h"
#include "lowlight/batch/batch_run.h"
#include "lowlight/batch/journal.h"

/// {"event": "start", ...}, {"event": "photo", "record": as in a journal, ...} for each photo, and
/// {"event": "end", ...}; docs/formats.md lists the keys. Each line is flushed.
class Events final : public lowlight::batch::BatchObserver {
 public:
  Events(const lowlight::batch::PlanTotals& plan, lowlight::batch::RunIdentity run);

  void finished(const lowlight::batch::PhotoReport& photo) noexcept override;
  void conclude(const lowlight::batch::BatchTotals& totals, int exit_code);

 private:
  const int64_t total_;
  int64_t finished_ = 0;
  lowlight::batch::RunIdentity run_;
};
