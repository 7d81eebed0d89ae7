// The line that tells dark photos from photos of dark things, drawn anew.
#pragma once

#include <filesystem>

namespace lowlight::bench {

/// Logistic regression (L2, λ = 1, on standardised statistics) of imaging/darkness.h between the
/// dark frames of `brackets`, NAME_darkK.*, and the well-shot photos of `photos` and the folders in
/// it whose mean luma is below 0.45. Prints the line through all, and what lines say of each scene
/// that were drawn without it.
void print_darkness(const std::filesystem::path& brackets, const std::filesystem::path& photos);

}  // namespace lowlight::bench
