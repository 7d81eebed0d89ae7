// What other programs get to read: a JSON object a line, on stdout.
#pragma once

#include <cstddef>

#include "lowlight/inference/batch_plan.h"
#include "lowlight/inference/batch_report.h"
#include "lowlight/inference/batch_run.h"
#include "lowlight/inference/journal.h"

/// {"event": "start", ...}, {"event": "photo", "record": as in a journal, ...} for each photo, and
/// {"event": "end", ...}; docs/formats.md lists the keys. Each line is flushed.
class Events final : public lowlight::inference::BatchObserver {
 public:
  Events(const lowlight::inference::BatchPlan& plan, lowlight::inference::RunIdentity run);

  void finished(const lowlight::inference::PhotoReport& photo) noexcept override;
  void conclude(const lowlight::inference::BatchReport& report, int exit_code);

 private:
  const size_t total_;
  size_t finished_ = 0;
  lowlight::inference::RunIdentity run_;
};
