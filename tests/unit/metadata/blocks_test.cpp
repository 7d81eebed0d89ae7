#include "lowlight/metadata/blocks.h"

#include "lowlight/metadata/byte_reader.h"
#include "support/catch.h"

using namespace lowlight::metadata;

namespace {

using BlockBytes = std::vector<uint8_t>;

}  // namespace

TEST_CASE("The mark before EXIF data is taken off once where it is whole") {
  const BlockBytes exif = {'I', 'I', 42, 0};
  BlockBytes marked(kExifMark.begin(), kExifMark.end());
  marked.insert(marked.end(), exif.begin(), exif.end());
  CHECK(without_exif_mark(marked) == exif);
  CHECK(without_exif_mark(exif) == exif);
  CHECK(without_exif_mark(std::span(marked).first(5)) == BlockBytes{'E', 'x', 'i', 'f', 0});
  CHECK(without_exif_mark({}).empty());
}

TEST_CASE("IPTC data of even and odd length come back from Photoshop's resources") {
  for (const size_t size : {0u, 1u, 2u, 255u}) {
    const BlockBytes iptc(size, 7), resources = resources_of_iptc(iptc);
    CHECK(resources.size() % 2 == 0);
    CHECK(iptc_of_resources(resources) == iptc);
  }
}

TEST_CASE("Resources before the IPTC data are passed over, their names and fill bytes too") {
  BlockBytes resources = {'8', 'B', 'I', 'M', 4, 2, 2, 'a', 'b', 0, 0, 0, 0, 3, 1, 2, 3, 0};
  CHECK(iptc_of_resources(resources).empty());
  const BlockBytes wanted = resources_of_iptc(BlockBytes{5});
  resources.insert(resources.end(), wanted.begin(), wanted.end());
  CHECK(iptc_of_resources(resources) == BlockBytes{5});
}

TEST_CASE("Damaged resources are told from such without IPTC data") {
  BlockBytes resources = resources_of_iptc(BlockBytes(20, 7));
  CHECK(iptc_of_resources({}).empty());
  CHECK_THROWS_AS(iptc_of_resources(std::span(resources).first(20)), OutOfData);
  resources[0] = 'x';
  CHECK_THROWS_AS(iptc_of_resources(resources), OutOfData);
}
