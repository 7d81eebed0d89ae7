#include "lowlight/metadata/jpeg_markers.h"

#include "support/catch.h"
#include "support/jpeg_file.h"

using namespace lowlight::metadata;
using namespace lowlight::test;

TEST_CASE("A JPEG ends where its end mark is whatever follows") {
  const bool progressive = GENERATE(false, true);
  auto file = jpeg_file(40, 30, Bytes(40 * 30 * 3, 77), {.progressive = progressive});
  const auto size = file.size();
  CHECK(end_of_jpeg(file) == size);
  for (int i = 0; i < 100; ++i) file.push_back(uint8_t(i * 37));
  CHECK(end_of_jpeg(file) == size);
  CHECK(end_of_jpeg(std::span(file).first(size - 1)) == 0);
  CHECK(end_of_jpeg({}) == 0);
}

TEST_CASE("Segments are listed up to the pixels or where the file is cut") {
  const auto file = jpeg_file(40, 30, Bytes(40 * 30 * 3, 77), {});
  const auto markers = jpeg_markers(file);
  REQUIRE(markers.size() > 2);
  CHECK(markers[0].code == 0xE0);
  CHECK(markers[0].at == 6);
  for (size_t cut = 0; cut < file.size(); cut += 7) {
    CHECK(jpeg_markers(std::span(file).first(cut)).size() <= markers.size());
  }
}
