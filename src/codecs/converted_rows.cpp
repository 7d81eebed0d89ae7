#include "codecs/converted_rows.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

namespace lowlight::codecs {
namespace {

// So many rows are decoded at a time, and no more lie there twice.
constexpr int64_t kRowsAtOnce = 16;

class ConvertedRows final : public RowReader {
 public:
  ConvertedRows(std::unique_ptr<RowReader> inner,
                int64_t channels,
                imaging::BitDepth depth,
                ConvertPixels convert)
      : inner_(std::move(inner)), convert_(std::move(convert)) {
    photo = std::move(inner_->photo);
    inner_->photo = {};
    shape = {inner_->shape.width, inner_->shape.height, channels, depth};
    orientation = inner_->orientation;
    at_once = inner_->at_once;
    const int64_t rows = at_once ? shape.height : kRowsAtOnce;
    held_bytes = inner_->held_bytes + rows * inner_->shape.stride();
  }

  void read(uint8_t* out, int64_t count) override {
    const int64_t step = at_once ? count : kRowsAtOnce;
    for (int64_t rows = 0; count > 0; count -= rows, out += rows * shape.stride()) {
      rows = std::min(step, count);
      stored_.resize(size_t(rows * inner_->shape.stride()));
      inner_->read(stored_.data(), rows);
      convert_(stored_.data(), rows * shape.width, out);
    }
    finish();
  }

 private:
  /// What the decoder said at its last row.
  void finish() {
    std::ranges::move(inner_->photo.warnings, std::back_inserter(photo.warnings));
    std::ranges::move(inner_->photo.attachments, std::back_inserter(photo.attachments));
    inner_->photo = {};
  }

  std::unique_ptr<RowReader> inner_;
  ConvertPixels convert_;
  std::vector<uint8_t> stored_;
};

}  // namespace

std::unique_ptr<RowReader> converted_rows(std::unique_ptr<RowReader> inner,
                                          int64_t channels,
                                          imaging::BitDepth depth,
                                          ConvertPixels convert) {
  return std::make_unique<ConvertedRows>(std::move(inner), channels, depth, std::move(convert));
}

}  // namespace lowlight::codecs
