// What a photo tells besides its pixels goes with it, through every format; exiv2 writes and reads
// the data here, so that our containers are checked by another's eyes.
#include <algorithm>
#include <exiv2/exiv2.hpp>

#include "lowlight/codecs/image_io.h"
#include "lowlight/core/error.h"
#include "lowlight/core/names.h"
#include "lowlight/core/random.h"
#include "support/catch.h"
#include "support/image_files.h"
#include "support/synthetic_image.h"

using namespace lowlight;
using namespace lowlight::codecs;
using namespace lowlight::imaging;
using namespace lowlight::test;

namespace {

constexpr ImageFormat kFormats[] = {
    ImageFormat::jpeg, ImageFormat::png, ImageFormat::tiff, ImageFormat::webp};

const Bytes kMakerNote = [] {
  Bytes bytes;
  for (int i = 0; i < 300; ++i) bytes.push_back(uint8_t(i * 7 + 1));
  return bytes;
}();

Bytes exif_of(Exiv2::ExifData& data, Exiv2::ByteOrder order) {
  Exiv2::Blob blob;
  Exiv2::ExifParser::encode(blob, order, data);
  return {blob.begin(), blob.end()};
}

/// EXIF data as a camera writes them: upright is `orientation`, size and preview are another's.
Bytes camera_exif(int orientation, Exiv2::ByteOrder order = Exiv2::littleEndian) {
  Exiv2::ExifData data;
  data["Exif.Image.Make"] = "Acme";
  data["Exif.Image.Model"] = "Night One";
  data["Exif.Image.Orientation"] = uint16_t(orientation);
  data["Exif.Image.Software"] = "Firmware 1.0";
  data["Exif.Photo.DateTimeOriginal"] = "2026:11:21 22:00:00";
  data["Exif.Photo.ExposureTime"] = "1/4";
  data["Exif.Photo.PixelXDimension"] = uint32_t(6000);
  data["Exif.Photo.PixelYDimension"] = uint32_t(4000);
  data["Exif.GPSInfo.GPSLatitudeRef"] = "N";
  data["Exif.GPSInfo.GPSLatitude"] = "48/1 51/1 29/1";
  Exiv2::DataValue note(kMakerNote.data(), long(kMakerNote.size()));
  data.add(Exiv2::ExifKey("Exif.Photo.MakerNote"), &note);
  const Bytes preview(500, 0x55);
  Exiv2::ExifThumb(data).setJpegThumbnail(preview.data(), long(preview.size()));
  return exif_of(data, order);
}

Bytes packet(std::string_view properties) {
  std::string text = "<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?>";
  text +=
      "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF "
      "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
      "<rdf:Description rdf:about='' xmlns:xmp='http://ns.adobe.com/xap/1.0/' "
      "xmlns:exif='http://ns.adobe.com/exif/1.0/' xmlns:tiff='http://ns.adobe.com/tiff/1.0/' ";
  text += properties;
  text += "/></rdf:RDF></x:xmpmeta><?xpacket end='w'?>";
  return {text.begin(), text.end()};
}

/// One data set: application record 2, keyword 25.
Bytes keyword_iptc(const std::string& keyword) {
  Bytes iptc = {0x1C, 2, 25, 0, uint8_t(keyword.size())};
  iptc.insert(iptc.end(), keyword.begin(), keyword.end());
  return iptc;
}

Photo camera_photo() {
  Photo photo;
  photo.image = synthetic_image(40, 24);
  photo.metadata.exif = camera_exif(1);
  photo.metadata.xmp = packet("xmp:Rating='4' tiff:Orientation='6' exif:GPSLatitude='48,51.5N'");
  photo.metadata.iptc = keyword_iptc("night");
  photo.metadata.icc_profile = Bytes(300, 9);
  return photo;
}

Photo through(const Photo& photo, ImageFormat format, WriteOptions options = {}) {
  options.format = format;
  return decode_photo(encode_photo(photo, options), "photo");
}

std::string exif_text(const Photo& photo, const std::string& key) {
  Exiv2::ExifData data;
  Exiv2::ExifParser::decode(data, photo.metadata.exif.data(), uint32_t(photo.metadata.exif.size()));
  const auto found = data.findKey(Exiv2::ExifKey(key));
  return found == data.end() ? "none" : found->toString();
}

std::string xmp_text(const Photo& photo, const std::string& key) {
  Exiv2::XmpData data;
  Exiv2::XmpParser::decode(data, {photo.metadata.xmp.begin(), photo.metadata.xmp.end()});
  const auto found = data.findKey(Exiv2::XmpKey(key));
  return found == data.end() ? "none" : found->toString();
}

bool contains(const Bytes& bytes, std::string_view text) {
  return std::search(bytes.begin(), bytes.end(), text.begin(), text.end()) != bytes.end();
}

}  // namespace

TEST_CASE("EXIF, XMP and IPTC data go from every format to every other") {
  const auto first = GENERATE(from_range(std::begin(kFormats), std::end(kFormats)));
  const auto second = GENERATE(from_range(std::begin(kFormats), std::end(kFormats)));
  CAPTURE(enum_name(first), enum_name(second));
  const Photo photo = through(through(camera_photo(), first), second);
  CHECK(photo.warnings.empty());
  CHECK(exif_text(photo, "Exif.Image.Model") == "Night One");
  CHECK(exif_text(photo, "Exif.Photo.DateTimeOriginal") == "2026:11:21 22:00:00");
  CHECK(exif_text(photo, "Exif.Photo.ExposureTime") == "1/4");
  CHECK(exif_text(photo, "Exif.GPSInfo.GPSLatitude") == "48/1 51/1 29/1");
  CHECK(std::search(photo.metadata.exif.begin(),
                    photo.metadata.exif.end(),
                    kMakerNote.begin(),
                    kMakerNote.end()) != photo.metadata.exif.end());
  CHECK(xmp_text(photo, "Xmp.xmp.Rating") == "4");
  CHECK(photo.metadata.icc_profile == Bytes(300, 9));
  const bool has_iptc = first != ImageFormat::webp && second != ImageFormat::webp;
  if (has_iptc) {
    CHECK(contains(photo.metadata.iptc, "night"));
  } else {
    CHECK(xmp_text(photo, "Xmp.dc.subject") == "night");
  }
}

TEST_CASE("Both byte orders reach a TIFF and come back") {
  const auto order = GENERATE(Exiv2::littleEndian, Exiv2::bigEndian);
  const auto depth = GENERATE(BitDepth::u8, BitDepth::u16);
  Photo photo;
  photo.image = synthetic_image(30, 20, 3, depth);
  photo.metadata.exif = camera_exif(1, order);
  photo.metadata.iptc = keyword_iptc("night");
  const Photo read = through(photo, ImageFormat::tiff);
  CHECK(largest_difference(read.image, photo.image) == 0);
  CHECK(exif_text(read, "Exif.Photo.ExposureTime") == "1/4");
  CHECK(contains(read.metadata.iptc, "night"));
  CHECK(read.warnings.empty());
}

TEST_CASE("A file that is written says its own size, stands upright and has no old preview") {
  const auto format = GENERATE(from_range(std::begin(kFormats), std::end(kFormats)));
  CAPTURE(enum_name(format));
  Photo turned = camera_photo();
  turned.metadata.exif = camera_exif(6);
  const Photo photo = through(through(turned, ImageFormat::png), format);
  CHECK(photo.image.width() == 24);
  CHECK(exif_text(photo, "Exif.Photo.PixelXDimension") == "24");
  CHECK(exif_text(photo, "Exif.Photo.PixelYDimension") == "40");
  CHECK(exif_text(photo, "Exif.Thumbnail.JPEGInterchangeFormat") == "none");
  CHECK_FALSE(contains(photo.metadata.exif, std::string(50, 0x55)));
  const std::string orientation = exif_text(photo, "Exif.Image.Orientation");
  CHECK((orientation == "1" || orientation == "none"));
  CHECK(xmp_text(photo, "Xmp.tiff.Orientation") == "1");
  CHECK(exif_text(photo, "Exif.Image.Software") == "Firmware 1.0");
}

TEST_CASE("The program that wrote a photo is named where asked for") {
  const Photo photo = through(camera_photo(), ImageFormat::jpeg, {.software = "enhance 1.2"});
  CHECK(exif_text(photo, "Exif.Image.Software") == "enhance 1.2");
  Photo plain;
  plain.image = synthetic_image(8, 8);
  CHECK(through(plain, ImageFormat::jpeg, {.software = "enhance 1.2"}).metadata.exif.empty());
}

TEST_CASE("Metadata are stripped whole or of the place alone") {
  const auto format = GENERATE(from_range(std::begin(kFormats), std::end(kFormats)));
  CAPTURE(enum_name(format));
  const Photo nothing = through(camera_photo(), format, {.metadata = MetadataPolicy::strip});
  CHECK(nothing.metadata.exif.empty());
  CHECK(nothing.metadata.xmp.empty());
  CHECK(nothing.metadata.iptc.empty());
  CHECK(nothing.metadata.icc_profile == Bytes(300, 9));

  const Photo placeless = through(camera_photo(), format, {.metadata = MetadataPolicy::strip_gps});
  CHECK(exif_text(placeless, "Exif.GPSInfo.GPSLatitude") == "none");
  CHECK(exif_text(placeless, "Exif.Image.GPSTag") == "none");
  CHECK(xmp_text(placeless, "Xmp.exif.GPSLatitude") == "none");
  CHECK_FALSE(contains(placeless.metadata.xmp, "48,51.5N"));
  CHECK(exif_text(placeless, "Exif.Image.Model") == "Night One");
  CHECK(xmp_text(placeless, "Xmp.xmp.Rating") == "4");
}

TEST_CASE("Without the place, maker notes name none either") {
  Exiv2::ExifData data;
  data["Exif.Image.Make"] = "Panasonic";
  const Exiv2::AsciiValue serial("F5400000000"), somewhere("Somewhere");
  data["Exif.Panasonic.InternalSerialNumber"].setValue(&serial);
  for (const char* place : {"Country", "State", "City", "Landmark"})
    data[std::string("Exif.Panasonic.") + place].setValue(&somewhere);
  Photo photo;
  photo.image = synthetic_image(16, 16);
  photo.metadata.exif = exif_of(data, Exiv2::littleEndian);
  REQUIRE(contains(photo.metadata.exif, "Somewhere"));
  CHECK(contains(through(photo, ImageFormat::jpeg).metadata.exif, "Somewhere"));
  const Photo placeless =
      through(photo, ImageFormat::jpeg, {.metadata = MetadataPolicy::strip_gps});
  CHECK_FALSE(contains(placeless.metadata.exif, "Somewhere"));
  CHECK(exif_text(placeless, "Exif.Panasonic.InternalSerialNumber") == "F5400000000");
}

TEST_CASE("Maker notes that exiv2 takes apart are whole after they were moved") {
  Exiv2::ExifData data;
  data["Exif.Image.Make"] = "Canon";
  data["Exif.Image.Model"] = "Canon EOS 5D";
  data["Exif.Canon.OwnerName"] = "A photographer with a long name";
  data["Exif.Canon.FirmwareVersion"] = "Firmware 1.0.4 and more than four bytes";
  Photo photo;
  photo.image = synthetic_image(16, 16);
  photo.metadata.exif = exif_of(data, Exiv2::littleEndian);
  const Photo read = through(through(photo, ImageFormat::tiff), ImageFormat::jpeg);
  CHECK(exif_text(read, "Exif.Canon.OwnerName") == "A photographer with a long name");
  CHECK(exif_text(read, "Exif.Canon.FirmwareVersion") == "Firmware 1.0.4 and more than four bytes");
}

TEST_CASE("Blocks that need no change keep every byte") {
  Photo photo;
  photo.image = synthetic_image(16, 16);
  photo.metadata.exif = exif_with_orientation(1);
  photo.metadata.xmp = packet("xmp:Rating='4' xmp:Odd='kept'");
  const auto format = GENERATE(ImageFormat::jpeg, ImageFormat::png, ImageFormat::webp);
  const Photo read = through(photo, format);
  CHECK(read.metadata.exif == photo.metadata.exif);
  CHECK(read.metadata.xmp == photo.metadata.xmp);
}

TEST_CASE("Damaged metadata are left out and said, and the photo is written") {
  const auto format = GENERATE(from_range(std::begin(kFormats), std::end(kFormats)));
  CAPTURE(enum_name(format));
  Photo photo;
  photo.image = synthetic_image(16, 16);
  photo.metadata.exif = Bytes(100, 'x');
  photo.metadata.xmp = Bytes(100, '<');
  std::vector<std::string> warnings;
  const Photo read = decode_photo(encode_photo(photo, {.format = format}, &warnings), "photo");
  CHECK(read.metadata.exif.empty());
  CHECK(read.metadata.xmp.empty());
  CHECK(warnings.size() == 2);
}

TEST_CASE("Random damage in metadata never fails a photo") {
  const auto format = GENERATE(from_range(std::begin(kFormats), std::end(kFormats)));
  for (uint64_t round = 0; round < 100; ++round) {
    RandomStream random{round, uint64_t(format)};
    Photo photo = camera_photo();
    for (auto* block : {&photo.metadata.exif, &photo.metadata.xmp, &photo.metadata.iptc}) {
      for (int i = 0; i < 6; ++i) {
        (*block)[size_t(random.below(int64_t(block->size())))] = uint8_t(random.below(256));
      }
    }
    CAPTURE(round, enum_name(format));
    const auto image = through(photo, format).image;  // which a damaged orientation may turn
    CHECK(image.width() * image.height() == photo.image.width() * photo.image.height());
  }
}

TEST_CASE("An orientation in EXIF data that break off is followed once") {
  const auto format = GENERATE(from_range(std::begin(kFormats), std::end(kFormats)));
  CAPTURE(enum_name(format));
  Photo photo;
  photo.image = synthetic_image(40, 24);
  // One field, turned to the right, of a directory that promises 65. exiv2 writes what it finds
  // there into a whole one, and so do viewers read it.
  photo.metadata.exif = {'M', 'M', 0, 42, 0, 0, 0, 8, 0, 65, 1, 0x12, 0,
                         3,   0,   0, 0,  1, 0, 6, 0, 0, 0,  0, 0,    0};
  const Photo turned = decode_photo(encode_photo(photo, {.format = ImageFormat::webp}), "photo");
  CHECK(turned.image.width() == 24);
  const Photo again =
      decode_photo(encode_photo(turned, {.format = format, .software = "a"}), "written");
  CHECK(again.image.width() == 24);
  CHECK(again.image.height() == 40);
}

TEST_CASE("Metadata too long for a JPEG are left out and said") {
  Photo photo = camera_photo();
  photo.metadata.exif = exif_with_orientation(1);
  photo.metadata.exif.resize(70'000);
  photo.metadata.xmp = packet("xmp:Label='" + std::string(70'000, 'x') + "'");
  std::vector<std::string> warnings;
  const auto file = encode_photo(photo, {.format = ImageFormat::jpeg}, &warnings);
  REQUIRE(warnings.size() == 1);
  CHECK_THAT(warnings[0], ContainsSubstring("too long"));
  // XMP data go on in their extension.
  CHECK(decode_photo(file, "a.jpg").metadata.xmp.size() > 70'000);
}
