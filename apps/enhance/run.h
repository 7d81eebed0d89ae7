// A plan carried out.
#pragma once

#include <functional>
#include <memory>

#include "exit_code.h"
#include "lowlight/batch/batch_plan.h"
#include "lowlight/batch/batch_run.h"
#include "lowlight/batch/journal.h"
#include "options.h"

/// Says what the exception that is being handled says, and returns the code.
int failed(ExitCode code);

/// Does what comes before a run: 0, or what went wrong is printed and its code returned.
int prepared(const std::function<void()>& prepare);

/// Writes the look of --save-look where there is no INPUT. Returns the exit code.
int run_without_photos(const Options& options);

/// Writes the look and makes the enhancer for this number of photos, as far as they are asked for.
/// Options that are automatic get their values. Returns as `prepared` does.
int make_ready(Options& options,
               int64_t photos,
               std::unique_ptr<lowlight::batch::PhotoProcessor>& enhancer);

lowlight::batch::BatchOptions settings_of_run(const Options& options,
                                              const lowlight::batch::Journal* journal);

/// Prints what is legal and unwise.
void print_remarks(const std::vector<std::string>& remarks);
