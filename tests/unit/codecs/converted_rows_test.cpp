#include "codecs/converted_rows.h"

#include <algorithm>
#include <vector>

#include "support/catch.h"

using namespace lowlight::codecs;
using lowlight::imaging::BitDepth;

namespace {

/// Rows of their own number.
struct Numbered final : RowReader {
  Numbered() { shape = {3, 40, 1, BitDepth::u8}; }
  void read(uint8_t* out, int64_t count) override {
    for (int64_t row = 0; row < count; ++row) std::fill_n(out + 3 * row, 3, uint8_t(next + row));
    next += count;
    if (next == shape.height) photo.warnings.push_back("the end");
  }
  int64_t next = 0;
};

}  // namespace

TEST_CASE("Converted rows have their shape and what the decoder says at the end") {
  const auto reader = converted_rows(std::make_unique<Numbered>(),
                                     1,
                                     BitDepth::u16,
                                     [](const uint8_t* in, int64_t pixels, uint8_t* out) {
                                       auto* codes = reinterpret_cast<uint16_t*>(out);
                                       for (int64_t i = 0; i < pixels; ++i) codes[i] = in[i] * 256;
                                     });
  CHECK(reader->shape.depth == BitDepth::u16);
  std::vector<uint16_t> rows(3 * 40);
  reader->read(reinterpret_cast<uint8_t*>(rows.data()), 1);
  CHECK(reader->photo.warnings.empty());
  reader->read(reinterpret_cast<uint8_t*>(rows.data() + 3), 39);
  for (size_t i = 0; i < rows.size(); ++i) CHECK(rows[i] == i / 3 * 256);
  CHECK(reader->photo.warnings.size() == 1);
}
