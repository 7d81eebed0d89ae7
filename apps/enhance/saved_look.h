// --save-look. All of it does nothing where that is not asked for.
#pragma once

#include <string>
#include <vector>

#include "options.h"

/// A line on stdout: where the table would go, or why it would not be written.
void print_saved_look(const Options& options);

/// Finds the look and writes its table; one that is there already is treated as results are. Throws
/// what Look::find and Look::save throw.
void save_look(const Options& options, std::vector<std::string>* warnings);
