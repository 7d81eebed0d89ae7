#include "run.h"

#include "common/stop_signals.h"
#include "console.h"
#include "lowlight/core/error.h"
#include "setup.h"

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

int make_ready(Options& options, int64_t photos, std::unique_ptr<PhotoProcessor>& enhancer) {
  options.run.jobs = jobs_for(options, size_t(photos));  // The report says what auto was.
  return prepared([&] {
    if (options.picture.save_look) save_look(options);
    enhancer = make_enhancer(options, options.run.jobs->process);
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
