// Encoders that know no rows.
#pragma once

#include <algorithm>

#include "codecs/row_encoder.h"
#include "lowlight/imaging/picture_rows.h"

namespace lowlight::codecs {

/// Keeps rows until all are there, and hands them on at once. Rows that come all at once are not
/// copied.
class KeptRows : public RowEncoder {
 public:
  explicit KeptRows(const imaging::ImageShape& shape) : shape_(shape) {}

  void write(const imaging::Image& rows) final {
    if (rows.height() == shape_.height) return encode(rows);
    if (kept_.empty()) kept_ = imaging::rows_like(shape_, shape_.height);
    std::ranges::copy(rows.bytes(), kept_.row<uint8_t>(rows_kept_));
    rows_kept_ += rows.height();
  }

  void finish() final {
    if (!kept_.empty()) encode(kept_);
  }

 protected:
  const imaging::ImageShape& shape() const { return shape_; }

 private:
  virtual void encode(const imaging::Image& image) = 0;

  imaging::ImageShape shape_;
  imaging::Image kept_;
  int64_t rows_kept_ = 0;
};

}  // namespace lowlight::codecs
