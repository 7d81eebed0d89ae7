#include "watch.h"

#include <string>

#include "exit_code.h"
#include "setup.h"

using namespace lowlight::batch;

namespace {

Detail detail_of(const RunOptions& run) {
  return run.quiet ? Detail::quiet : run.verbose ? Detail::verbose : Detail::usual;
}

}  // namespace

Watch::Watch(const Options& options, const BatchPlan& plan, const std::string& description)
    : plan_(plan),
      pages_(options, plan, description),
      console_(plan.photos.size(), detail_of(options.run)) {
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
    events_.emplace(plan, identity_of(options));
    list_.observers.push_back(&*events_);
  }
  pages_.watch_with(list_);
}

int Watch::conclude(const BatchReport& report) {
  console_.conclude(plan_, report);
  bool complete = true;
  try {
    pages_.conclude(report);
  } catch (...) {
    print_failure();
    complete = false;
  }
  if (journal_ && !journal_->problem().empty()) {
    print_remark("the journal is not complete: " + journal_->problem());
    complete = false;
  }
  int code = exit_code(plan_, report);
  if (code == 0 && !complete) code = int(ExitCode::some_failed);
  if (events_) events_->conclude(report, code);
  return code;
}
