// What is written about the options, made from their list.
#pragma once

#include <string>

#include "requests.h"

/// `all`: every option by group, else the common ones.
std::string help_text(bool all);

/// For man, in its troff macros.
std::string manual_page();

std::string completion_script(Shell shell);
