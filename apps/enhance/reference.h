// What is written about the options, made from their list.
#pragma once

#include <string>

/// `all`: every option by group, else the common ones.
std::string help_text(bool all);

/// For man, in its troff macros.
std::string manual_page();

/// The completion script of "bash", "zsh" or "fish".
std::string completion_script(const std::string& shell);
