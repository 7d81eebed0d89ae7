// What a file's header tells, judged before memory is taken for its picture.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "lowlight/codecs/image_io.h"

namespace lowlight::codecs {

/// Throws ImageError where a picture has no pixels, or more than options.max_pixels.
void check_size(int64_t width, int64_t height, const ReadOptions& options, const std::string& name);

/// check_size of what the header tells. Throws ImageError also where that is truncated or damaged.
void check_header(std::span<const uint8_t> bytes,
                  const ReadOptions& options,
                  const std::string& name);

}  // namespace lowlight::codecs
