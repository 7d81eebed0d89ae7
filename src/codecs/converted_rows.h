// A decoder whose pixels are converted on the way out.
#pragma once

#include <cstdint>
#include <memory>

#include "lowlight/codecs/row_reader.h"
#include "lowlight/colours/convert_pixels.h"

namespace lowlight::codecs {

using colours::ConvertPixels;

/// `inner` with its photo and its ways, and pixels of other channels or depth.
std::unique_ptr<RowReader> converted_rows(std::unique_ptr<RowReader> inner,
                                          int64_t channels,
                                          imaging::BitDepth depth,
                                          ConvertPixels convert);

}  // namespace lowlight::codecs
