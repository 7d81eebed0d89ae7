// Where an axis gets its numbers.
#pragma once

#include <vector>

namespace lowlight::pages {

/// Round numbers inside [low, high], about `count`, at steps of 1, 2 or 5 times a power of ten;
/// empty unless low < high, both finite.
std::vector<double> round_ticks(double low, double high, int count);

/// Powers of ten inside [low, high], thinned to about `count`; where there are fewer than two, also
/// their multiples by 2 and 5. Empty unless 0 < low < high, both finite.
std::vector<double> power_ticks(double low, double high, int count);

}  // namespace lowlight::pages
