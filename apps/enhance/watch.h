// All that observes a run, as far as it was asked for.
#pragma once

#include <optional>

#include "console.h"
#include "events.h"
#include "lowlight/inference/batch_plan.h"
#include "lowlight/inference/journal.h"
#include "lowlight/inference/observer_list.h"
#include "options.h"
#include "pages.h"

class Watch {
 public:
  /// `description`: of the enhancer. Throws ConfigError where the journal cannot be used or a page
  /// would replace a photo.
  Watch(const Options& options,
        const lowlight::inference::BatchPlan& plan,
        const std::string& description);

  lowlight::inference::BatchObserver& observer() { return list_; }
  const lowlight::inference::Journal* journal() const { return journal_ ? &*journal_ : nullptr; }

  /// Prints and writes what stands at the end of a run. Returns the program's exit code.
  int conclude(const lowlight::inference::BatchReport& report);

 private:
  const lowlight::inference::BatchPlan& plan_;
  Pages pages_;
  Console console_;
  std::optional<lowlight::inference::Journal> journal_;
  std::optional<Events> events_;
  lowlight::inference::ObserverList list_;
};
