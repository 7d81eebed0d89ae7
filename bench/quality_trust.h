// Does a map of trust tell which pixels hold no signal?
#pragma once

#include <filesystem>

#include "quality_methods.h"

namespace lowlight::bench {

/// A table, as markdown. Photos of a folder, long side 512 pixels, darkened by 4.5 and 6.5 EV with
/// weak and strong noise. Known of each pixel: whether the light of its grey is below its noise's
/// deviation, or cut off. How well it is told, over all pixels of all photos, by
/// imaging/trust_map.h and by plainer scores: grey's code; that behind the same Gaussian; the mean
/// of grey's light over its deviation in 7 × 7 pixels. Then the peak signal-to-noise ratio of what
/// the method makes of the photos, at the reference's mean luma: of all pixels, and of the most
/// trusted 80 %.
void print_trust(const Method& method, const std::filesystem::path& well_lit);

}  // namespace lowlight::bench
