#include "lowlight/imaging/working_colours.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "support/catch.h"

using namespace lowlight::imaging;

namespace {

/// 8-bit codes, turned round in red and as they are in green and blue.
ColourTables inverted_red() {
  ColourTables colours;
  for (int c = 0; c < 3; ++c) {
    std::vector<uint16_t> to_working, to_own;
    for (int code = 0; code < 256; ++code) to_working.push_back(257 * (c ? code : 255 - code));
    for (int code = 0; code < 65536; ++code)
      to_own.push_back(uint16_t((c ? code : 65535 - code) / 257));
    colours.to_working.push_back(to_working);
    colours.to_own.push_back(to_own);
  }
  return colours;
}

}  // namespace

TEST_CASE("Each channel has its table and alpha is scaled") {
  Image own(2, 1, 4, BitDepth::u8);
  const std::vector<uint8_t> codes = {0, 1, 2, 3, 255, 254, 253, 252};
  std::copy(codes.begin(), codes.end(), own.row<uint8_t>(0));
  const auto colours = colours_of_tables(BitDepth::u8, inverted_red());
  const Image working = colours.working(own).read(0, 1);
  CHECK(working.depth() == BitDepth::u16);
  const auto* row = working.row<uint16_t>(0);
  CHECK(std::vector<uint16_t>(row, row + 8) ==
        std::vector<uint16_t>{65535, 257, 514, 771, 0, 254 * 257, 253 * 257, 252 * 257});
  const Image back = colours.own(working);
  CHECK(back.depth() == BitDepth::u8);
  CHECK(std::vector<uint8_t>(back.bytes().begin(), back.bytes().end()) == codes);
}

TEST_CASE("Grey has one table") {
  ColourTables tables = inverted_red();
  tables.to_working.resize(1);
  const auto colours = colours_of_tables(BitDepth::u8, tables);
  Image own(1, 3, 1, BitDepth::u8);
  for (uint8_t& code : own.bytes()) code = 10;
  const Image working = colours.working(own).read(0, 3);
  CHECK(working.row<uint16_t>(2)[0] == 245 * 257);
}
