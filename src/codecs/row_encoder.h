// What each format's encoder is.
#pragma once

#include "lowlight/imaging/image.h"

namespace lowlight::codecs {

struct RowEncoder {
  virtual ~RowEncoder() = default;
  /// Encodes the next rows, whose depth and channels the format can hold.
  virtual void write(const imaging::Image& rows) = 0;
  /// Writes what the file lacks after the last row.
  virtual void finish() = 0;
};

}  // namespace lowlight::codecs
