// Ctrl-C and SIGTERM as a wish instead of an end.
#pragma once

#include <atomic>

/// Catches SIGINT and SIGTERM from now on: the first one is left in the result, 0 until then; the
/// second ends the program at once.
const std::atomic<int>& catch_stop_signals();
