// How long the longest tests run.
#pragma once

#include <cstdlib>

namespace lowlight::test {

/// Whether this run belongs to ctest's label `long`, which integration includes and scripts/test.sh
/// leaves out.
inline bool full_length() { return std::getenv("LOWLIGHT_FULL_LENGTH") != nullptr; }

}  // namespace lowlight::test
