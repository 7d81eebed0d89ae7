// What this installation is and can do.
#pragma once

#include <string>

#include "lowlight/inference/photo_enhancer.h"

/// The program, LibTorch and the codecs, a line each.
std::string versions();

/// What --device may name, a line each.
std::string device_lines();

/// What is found, what is missing and how to mend it. False where photos cannot be enhanced with
/// these settings: a look is asked for and its weights are missing.
bool diagnose(const lowlight::inference::EnhanceSettings& settings, std::string& text);
