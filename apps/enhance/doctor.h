// What this installation is and can do.
#pragma once

#include <string>

/// The program, LibTorch and the codecs, a line each.
std::string versions();

/// What --device may name, a line each.
std::string device_lines();

/// What is found, what is missing and how to mend it. `model` is what --model says. False where
/// photos cannot be enhanced.
bool diagnose(const std::string& model, std::string& text);
