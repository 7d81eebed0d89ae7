// All that observes a run, as far as it was asked for.
#pragma once

#include <optional>

#include "console.h"
#include "events.h"
#include "lowlight/batch/batch_plan.h"
#include "lowlight/batch/journal.h"
#include "lowlight/batch/observer_list.h"
#include "options.h"
#include "pages.h"

class Watch {
 public:
  /// `pages`: nullptr where there are none. Throws ConfigError where
  /// the journal cannot be used.
  Watch(const Options& options, lowlight::batch::PlanTotals plan, Pages* pages);

  lowlight::batch::BatchObserver& observer() { return list_; }
  const lowlight::batch::Journal* journal() const { return journal_ ? &*journal_ : nullptr; }

  /// Prints and writes what stands at the end of a run: the report itself where there are pages.
  /// Returns the program's exit code.
  int conclude(const lowlight::batch::BatchTotals& totals,
               const lowlight::batch::BatchReport& report = {});

 private:
  const lowlight::batch::PlanTotals plan_;
  Pages* pages_;
  Console console_;
  std::optional<lowlight::batch::Journal> journal_;
  std::optional<Events> events_;
  lowlight::batch::ObserverList list_;
};
