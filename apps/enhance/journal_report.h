// --journal-report.
#pragma once

#include "options.h"

/// Prints what the journals say together, and what of the inputs none of them has. Returns the exit
/// code: 1 where something failed, is missing or gone.
int report_journals(const Options& options);
