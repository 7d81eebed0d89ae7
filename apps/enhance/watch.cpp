#include "watch.h"

#include <string>
#include <utility>

#include "exit_code.h"
#include "setup.h"

using namespace lowlight::batch;

namespace {

Detail detail_of(const RunOptions& run) {
  return run.quiet ? Detail::quiet : run.verbose ? Detail::verbose : Detail::usual;
}

}  // namespace

Watch::Watch(const Options& options, PlanTotals plan, Pages* pages)
    : plan_(std::move(plan)), pages_(pages), console_(plan_.photos, detail_of(options.run)) {
  list_.observers = {&console_};
  if (const auto& path = options.output.journal; !path.empty()) {
    journal_.emplace(path, identity_of(options));
    list_.observers.push_back(&*journal_);
    if (const auto others = journal_->done_differently()) {
      print_remark(std::to_string(others) +
                   " photos of the journal were made with another model or other settings; "
                   "--overwrite makes them again");
    }
  }
  if (options.run.json) {
    events_.emplace(plan_, identity_of(options));
    list_.observers.push_back(&*events_);
  }
  if (pages_) pages_->watch_with(list_);
}

int Watch::conclude(const BatchTotals& totals, const BatchReport& report) {
  console_.conclude(plan_, totals);
  bool complete = true;
  try {
    if (pages_) pages_->conclude(report);
  } catch (...) {
    print_failure();
    complete = false;
  }
  if (journal_ && !journal_->problem().empty()) {
    print_remark("the journal is not complete: " + journal_->problem());
    complete = false;
  }
  int code = exit_code(plan_, totals);
  if (code == 0 && !complete) code = int(ExitCode::some_failed);
  if (events_) events_->conclude(totals, code);
  return code;
}
