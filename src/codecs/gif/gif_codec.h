// GIF files through giflib.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "lowlight/codecs/row_reader.h"

namespace lowlight::codecs {

/// Reads the file's first picture as its canvas shows it: RGB, or RGBA where it has transparent
/// pixels or leaves a part of the canvas free. A file with further pictures is refused, or gives
/// its first one with a warning, as options.first says. Comments become texts. All rows must be
/// read at once. Throws ImageError, and OutOfData where the header is cut.
std::unique_ptr<RowReader> open_gif(std::span<const uint8_t> bytes,
                                    const std::string& name,
                                    const ReadOptions& options);

/// Why this build, on this machine, cannot read GIF files; "" where it can.
std::string problem_of_gif();

/// "giflib 5.2.1", with which this was built, or that there is none.
std::string gif_version();

}  // namespace lowlight::codecs
