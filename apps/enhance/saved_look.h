// --save-look. All of it does nothing where that is not asked for.
#pragma once

#include <string>
#include <vector>

#include "lowlight/batch/batch_plan.h"
#include "options.h"

/// Throws ConfigError where the table would take the place of what the look is found in, of an
/// input of the plan or of a folder.
void check_saved_look(const Options& options, const lowlight::batch::BatchPlan& plan);

/// A line on stdout: where the table would go, or why it would not be written.
void print_saved_look(const Options& options);

/// Finds the look and writes its table; one that is there already is treated as results are. Throws
/// what Look::find and Look::save throw.
void save_look(const Options& options, std::vector<std::string>* warnings);
