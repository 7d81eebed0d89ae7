#include "lowlight/metadata/tiff_container.h"

#include "support/catch.h"
#include "support/image_files.h"

using namespace lowlight::metadata;
using namespace lowlight::metadata;
using namespace lowlight::test;

namespace {

constexpr int kUndefined = 7, kLong = 4;

/// A structure with one entry, whose value follows it.
Bytes with_block(uint32_t tag, int type, uint32_t count, const Bytes& value, uint32_t next = 0) {
  Bytes bytes;
  append_text(bytes, {"MM\0*\0\0\0\x08\0\x01", 10});
  append_tiff_entry(bytes, int(tag), type, count, 26);
  append_big(bytes, next, 4);
  bytes.insert(bytes.end(), value.begin(), value.end());
  return bytes;
}

struct ToldByTiff {
  explicit ToldByTiff(const Bytes& file)
      : metadata(read_tiff_metadata(read_tiff_directory(file), warnings)) {}

  std::vector<std::string> warnings;
  Metadata metadata;
};

}  // namespace

TEST_CASE("A TIFF's blocks are those that its directory points to") {
  const Bytes value(40, 7);
  CHECK(ToldByTiff(with_block(tiff_tag::icc_profile, kUndefined, 40, value)).metadata.icc_profile ==
        value);
  CHECK(ToldByTiff(with_block(tiff_tag::xmp, 1, 40, value)).metadata.xmp == value);
  CHECK(ToldByTiff(with_block(tiff_tag::iptc, kUndefined, 40, value)).metadata.iptc == value);
  // Some writers count IPTC in words.
  CHECK(ToldByTiff(with_block(tiff_tag::iptc, kLong, 10, value)).metadata.iptc == value);
}

TEST_CASE("A TIFF without blocks tells nothing and warns of nothing") {
  const ToldByTiff told(with_block(tiff_tag::width, kLong, 1, {}));
  CHECK(told.metadata.icc_profile.empty());
  CHECK(told.metadata.exif.empty());
  CHECK(told.metadata.xmp.empty());
  CHECK(told.metadata.iptc.empty());
  CHECK(told.warnings.empty());
}

TEST_CASE("A block that reaches beyond a TIFF is left out with a warning") {
  const ToldByTiff told(with_block(tiff_tag::xmp, 1, 41, Bytes(40, 7)));
  CHECK(told.metadata.xmp.empty());
  REQUIRE(told.warnings.size() == 1);
  CHECK_THAT(told.warnings[0], ContainsSubstring("XMP"));
}

TEST_CASE("EXIF data of a TIFF are gathered without the tags of its storage") {
  const ToldByTiff told(with_block(271, 2, 5, {'A', 'c', 'm', 'e', 0}));
  REQUIRE_FALSE(told.metadata.exif.empty());
  const TiffDirectory exif = read_tiff_directory(told.metadata.exif);
  CHECK(exif.find(271));
  CHECK_FALSE(exif.find(tiff_tag::width));
}

TEST_CASE("A second directory with a picture is a page") {
  CHECK(has_further_pictures(read_tiff_directory(with_block(tiff_tag::width, kLong, 1, {}, 8))));
  CHECK_FALSE(has_further_pictures(read_tiff_directory(with_block(tiff_tag::width, kLong, 1, {}))));
  CHECK_FALSE(has_further_pictures(read_tiff_directory(with_block(271, kLong, 1, {}, 8))));
}
