#include <algorithm>

#include "codecs/tiff/tiff_codec.h"
#include "lowlight/core/error.h"
#include "lowlight/core/random.h"
#include "lowlight/imaging/picture_rows.h"
#include "lowlight/metadata/tiff_directory.h"
#include "support/catch.h"
#include "support/image_files.h"
#include "support/photo_files.h"

using namespace lowlight::codecs;
using namespace lowlight::metadata;
using namespace lowlight::imaging;
using namespace lowlight::test;

namespace {

struct EncodedTiff {
  EncodedTiff(const Image& image, const Metadata& metadata) {
    lowlight::MemoryFile file;
    const auto encoder = make_tiff_encoder(shape_of(image), metadata, file, warnings);
    encoder->write(image);
    encoder->finish();
    bytes = std::move(file.bytes);
  }

  std::vector<std::string> warnings;
  Bytes bytes;
};

}  // namespace

TEST_CASE("A profile, XMP and IPTC data come back from a TIFF") {
  const auto depth = GENERATE(BitDepth::u8, BitDepth::u16);
  const Image image = synthetic_image(9, 7, 3, depth);
  const Metadata metadata{
      .icc_profile = Bytes(500, 7), .xmp = Bytes(77, 'x'), .iptc = Bytes(40, 3)};
  const EncodedTiff file(image, metadata);
  CHECK(file.warnings.empty());
  const Photo read = decode_photo(file.bytes, "a.tif");
  CHECK(read.metadata.icc_profile == metadata.icc_profile);
  CHECK(read.metadata.xmp == metadata.xmp);
  CHECK(read.metadata.iptc == metadata.iptc);
  CHECK(largest_difference(read.image, image) == 0);
}

TEST_CASE("A TIFF of several strips comes back, the last one not full, however many rows come") {
  const Image image = synthetic_image(401, 1000, 3, BitDepth::u8);  // 217 rows a strip
  const int64_t most = GENERATE(1, 64, 217, 1000);
  lowlight::MemoryFile file;
  std::vector<std::string> warnings;
  const auto encoder = make_tiff_encoder(shape_of(image), {}, file, warnings);
  const PictureRows rows(image);
  for (int64_t y = 0; y < image.height(); y += most)
    encoder->write(rows.read(y, std::min(y + most, image.height())));
  encoder->finish();
  CHECK(largest_difference(decode_photo(file.bytes, "a.tif").image, image) == 0);
}

TEST_CASE("Strips that compression hardly shrinks are stored, which is several times as fast") {
  Image image(500, 9000, 3, BitDepth::u16);
  lowlight::RandomStream random{3};
  for (int64_t y = 0; y < image.height(); ++y) {
    for (int64_t i = 0; i < 3 * image.width(); ++i)
      image.row<uint16_t>(y)[i] = uint16_t(y < 2000 ? random.bits() : uint64_t(i / 3 + y));
  }
  const EncodedTiff file(image, {});
  const auto noise = double(2000 * image.stride()), smooth = double(7000 * image.stride());
  CHECK(double(file.bytes.size()) > noise);
  CHECK(double(file.bytes.size()) < noise + smooth / 2);
  CHECK(largest_difference(decode_photo(file.bytes, "a.tif").image, image) == 0);
}

TEST_CASE("A TIFF begins with its EXIF data, so that what they point to stays where it was") {
  Bytes exif = exif_with_orientation(1);
  exif.resize(300, 0x55);
  const EncodedTiff file(synthetic_image(9, 7), {.exif = exif});
  REQUIRE(file.bytes.size() > exif.size());
  CHECK(std::equal(exif.begin() + 8, exif.begin() + 22, file.bytes.begin() + 8));
  CHECK(std::equal(exif.begin() + 26, exif.end(), file.bytes.begin() + 26));
  CHECK(read_tiff_directory(file.bytes).next == 0);
}

TEST_CASE("EXIF data that libtiff cannot write after are left out with a warning") {
  Bytes circle = exif_with_orientation(1);
  circle[25] = 8;  // the next directory is this one
  const EncodedTiff file(synthetic_image(9, 7), {.exif = circle});
  REQUIRE(file.warnings.size() == 1);
  CHECK_THAT(file.warnings[0], ContainsSubstring("EXIF"));
  CHECK(decode_photo(file.bytes, "a.tif").metadata.exif.empty());
}
