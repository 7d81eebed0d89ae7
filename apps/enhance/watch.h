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
  /// `description`: of the enhancer. Throws ConfigError where the journal cannot be used or a page
  /// would replace a photo.
  Watch(const Options& options,
        const lowlight::batch::BatchPlan& plan,
        const std::string& description);

  lowlight::batch::BatchObserver& observer() { return list_; }
  const lowlight::batch::Journal* journal() const { return journal_ ? &*journal_ : nullptr; }

  /// Prints and writes what stands at the end of a run. Returns the program's exit code.
  int conclude(const lowlight::batch::BatchReport& report);

 private:
  const lowlight::batch::BatchPlan& plan_;
  Pages pages_;
  Console console_;
  std::optional<lowlight::batch::Journal> journal_;
  std::optional<Events> events_;
  lowlight::batch::ObserverList list_;
};
