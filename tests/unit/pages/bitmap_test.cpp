#include "lowlight/pages/bitmap.h"

#include <c10/util/Exception.h>

#include "support/catch.h"

using lowlight::pages::bitmap_file;
using Bytes = std::vector<uint8_t>;

TEST_CASE("A bitmap holds its rows from the top with blue first and padded to four bytes") {
  const Bytes rgb = {1, 2, 3, 4, 5, 6};
  const auto flat = bitmap_file(2, 1, rgb), tall = bitmap_file(1, 2, rgb);
  REQUIRE(flat.size() == 54 + 8);
  CHECK(Bytes(flat.begin() + 54, flat.end()) == Bytes{3, 2, 1, 6, 5, 4, 0, 0});
  CHECK(Bytes(tall.begin() + 54, tall.end()) == Bytes{3, 2, 1, 0, 6, 5, 4, 0});
  CHECK(flat[0] == 'B');
  CHECK(flat[2] == flat.size());  // the file's size
  CHECK(flat[10] == 54);          // where the pixels begin
  CHECK(flat[18] == 2);           // width
  CHECK(tall[22] == 0xFE);        // height −2: from the top
  CHECK(tall[25] == 0xFF);
}

TEST_CASE("Bytes that are no picture are a mistake") {
  CHECK_THROWS_AS(bitmap_file(2, 2, Bytes(11)), c10::ValueError);
  CHECK_THROWS_AS(bitmap_file(0, 2, {}), c10::ValueError);
}
