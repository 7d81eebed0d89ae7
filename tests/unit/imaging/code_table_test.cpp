#include "imaging/code_table.h"

#include <vector>

#include "support/catch.h"

using namespace lowlight::imaging;

TEST_CASE("Each code is looked up, however many there are and of however many") {
  for (const size_t size : {256, 65536}) {
    std::vector<uint32_t> numbers;
    for (size_t code = 0; code < size; ++code) numbers.push_back(uint32_t(code) * 0x9E3779B1u);
    const CodeTable<uint32_t> table(numbers);
    CHECK(table.size() == int64_t(size));
    for (const size_t count : {1, 63, 64, 65, 1000}) {
      std::vector<uint16_t> codes;
      for (size_t i = 0; i < count; ++i) codes.push_back(uint16_t(37 * i % size));
      std::vector<uint32_t> found(count + 1, 7);
      table.look_up(codes.data(), int64_t(count), found.data());
      for (size_t i = 0; i < count; ++i) REQUIRE(found[i] == numbers[codes[i]]);
      CHECK(found.back() == 7);
    }
  }
}
