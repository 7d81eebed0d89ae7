// Does a picture gain where what cannot be believed is taken from a more careful one?
#pragma once

#include <filesystem>
#include <vector>

#include "quality_methods.h"

namespace lowlight::bench {

/// A table, as markdown. Photos of a folder, darkened as in print_trust, and what `method` makes of
/// them: t · result + (1 − t) · careful, t the trust map of the dark photo, careful each of the
/// other methods' results, and the result's own values halved. The mean of the photos'
/// peak signal-to-noise ratios at the reference's mean luma.
void print_blends(const Method& method,
                  const std::vector<Method>& careful,
                  const std::filesystem::path& well_lit);

}  // namespace lowlight::bench
