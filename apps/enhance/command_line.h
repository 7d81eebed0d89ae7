// What the user asked for.
#pragma once

#include <variant>

#include "options.h"

/// The options of the configuration file and then of the command line, or the program's exit code
/// where there is nothing more to do: an answer was asked for (on stdout), or the usage is wrong
/// (all problems on stderr).
std::variant<Options, int> parse_command_line(int argc, char* argv[]);
