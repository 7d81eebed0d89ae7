// What each format's encoder is.
#pragma once

#include "lowlight/imaging/image.h"

namespace lowlight::codecs {

struct RowEncoder {
  virtual ~RowEncoder() = default;
  /// The next rows, of a depth and with channels that the format holds.
  virtual void write(const imaging::Image& rows) = 0;
  /// After the last row.
  virtual void finish() = 0;
};

}  // namespace lowlight::codecs
