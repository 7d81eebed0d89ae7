#include "run.h"

#include <set>
#include <string>
#include <vector>

#include "common/stop_signals.h"
#include "console.h"
#include "lowlight/core/error.h"
#include "saved_look.h"
#include "setup.h"
#include "written_files.h"

using namespace lowlight::batch;

int failed(ExitCode code) {
  print_failure();
  return int(code);
}

int prepared(const std::function<void()>& prepare) {
  try {
    prepare();
    return 0;
  } catch (const lowlight::ImageError&) {  // a look's file
    return failed(ExitCode::usage);
  } catch (...) {
    return failed(ExitCode::not_available);
  }
}

namespace {

/// Each once, though the look may be read to be saved and to be put on.
void print_warnings(const Options& options, const std::vector<std::string>& warnings) {
  if (options.run.quiet) return;
  for (const auto& warning : std::set(warnings.begin(), warnings.end()))
    print_remark("warning: " + warning);
}

}  // namespace

int run_without_photos(const Options& options) {
  try {
    check_written_files(options, {});
  } catch (...) {
    return failed(ExitCode::usage);
  }
  if (options.output.dry_run) {
    print_saved_look(options);
    return 0;
  }
  return prepared([&] {
    std::vector<std::string> warnings;
    save_look(options, &warnings);
    print_warnings(options, warnings);
  });
}

int make_ready(Options& options, int64_t photos, std::unique_ptr<PhotoProcessor>& enhancer) {
  options.run.jobs = jobs_for(options, size_t(photos));  // The report says what auto was.
  return prepared([&] {
    std::vector<std::string> warnings;
    save_look(options, &warnings);
    enhancer = make_enhancer(options, options.run.jobs->process, &warnings);
    print_warnings(options, warnings);
  });
}

BatchOptions settings_of_run(const Options& options, const Journal* journal) {
  auto batch = batch_options(options);
  batch.threads = *options.run.jobs;
  bound_memory(options, batch);
  batch.stop = &catch_stop_signals();
  batch.hash = journal || options.run.json;
  if (journal && !options.output.retry_failed) batch.journal = journal;
  return batch;
}

void print_remarks(const std::vector<std::string>& remarks) {
  for (const auto& remark : remarks) print_remark(remark);
}
