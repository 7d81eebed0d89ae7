// Pixels of one kind as pixels of another.
#pragma once

#include <cstdint>
#include <functional>

namespace lowlight::colours {

/// Converts `pixels` pixels.
using ConvertPixels = std::function<void(const uint8_t* in, int64_t pixels, uint8_t* out)>;

}  // namespace lowlight::colours
