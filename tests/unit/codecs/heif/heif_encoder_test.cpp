#include "codecs/heif/heif_codec.h"
#include "lowlight/core/atomic_file.h"
#include "lowlight/core/error.h"
#include "lowlight/core/names.h"
#include "lowlight/metadata/container.h"
#include "support/catch.h"
#include "support/image_files.h"
#include "support/photo_files.h"
#include "support/synthetic_image.h"

using namespace lowlight;
using namespace lowlight::codecs;
using namespace lowlight::imaging;
using namespace lowlight::test;

TEST_CASE("HEIC and AVIF come back close with depth, alpha and metadata") {
  const auto format = GENERATE(ImageFormat::heic, ImageFormat::avif);
  const int64_t channels = GENERATE(3, 4);
  const auto depth = GENERATE(BitDepth::u8, BitDepth::u16);
  if (!problem_of_writing(format).empty()) return;
  CAPTURE(enum_name(format), channels, int(depth));
  Photo photo = photo_of(synthetic_image(66, 47, channels, depth));
  photo.chroma_sampling = ChromaSampling::full_444;
  photo.metadata.exif = exif_with_orientation(1);
  const Photo read = decode_photo(encode_photo(photo, {.format = format, .quality = 100}), "photo");
  CHECK(read.format == format);
  CHECK(read.image.channels() == channels);
  CHECK(read.image.depth() == depth);
  CHECK((depth == BitDepth::u8 || read.bits == (format == ImageFormat::avif ? 12 : 10)));
  const int64_t unit = depth == BitDepth::u8 ? 1 : 257;
  CHECK(largest_difference(read.image, photo.image) <= 24 * unit);
  CHECK(read.metadata.exif == photo.metadata.exif);
}

TEST_CASE("The video behind a HEIC is written again") {
  if (!problem_of_writing(ImageFormat::heic).empty()) return;
  Photo photo = photo_of(synthetic_image(66, 47));
  photo.format = ImageFormat::heic;
  Bytes video;
  append_big(video, 12, 4);
  append_text(video, "mpvdMOVE");
  photo.attachments = {{.bytes = video, .head = 8, .semantic = "MotionPhoto"}};
  append_text(
      photo.metadata.xmp,
      "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF "
      "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description rdf:about='' "
      "xmlns:GCamera='http://ns.google.com/photos/1.0/camera/' "
      "xmlns:Container='http://ns.google.com/photos/1.0/container/' "
      "xmlns:Item='http://ns.google.com/photos/1.0/container/item/' GCamera:MotionPhoto='1'>"
      "<Container:Directory><rdf:Seq><rdf:li rdf:parseType='Resource'><Container:Item "
      "Item:Mime='image/heic' Item:Semantic='Primary' Item:Padding='8'/></rdf:li>"
      "<rdf:li rdf:parseType='Resource'><Container:Item Item:Mime='video/mp4' "
      "Item:Semantic='MotionPhoto' Item:Length='4'/></rdf:li></rdf:Seq></Container:Directory>"
      "</rdf:Description></rdf:RDF></x:xmpmeta>");
  const Bytes file = encode_photo(photo, {.format = ImageFormat::heic});
  const Photo read = decode_photo(file, "photo");
  REQUIRE(read.attachments.size() == 1);
  CHECK(read.attachments[0].bytes == video);
  CHECK(read.attachments[0].head == 8);
  // So far from the end, as the directory says, the video itself begins.
  const auto items = metadata::container_items(read.metadata.xmp);
  REQUIRE(items.size() == 2);
  CHECK(items[1].length == 4);
  const Bytes elsewhere = encode_photo(read, {.format = ImageFormat::png});
  const std::string_view text(reinterpret_cast<const char*>(elsewhere.data()), elsewhere.size());
  CHECK(text.find("MotionPhoto") == std::string_view::npos);
}

TEST_CASE("What names a gain map of a HEIC goes with it and it is said") {
  if (!problem_of_writing(ImageFormat::heic).empty()) return;
  const Bytes file = read_file(LOWLIGHT_TEST_DATA "/cases/gain_map.heic");
  const Photo photo = decode_photo(file, "gain_map.heic");
  REQUIRE(photo.warnings.size() == 1);
  CHECK_THAT(photo.warnings[0], ContainsSubstring("gain map"));
  const auto format = GENERATE(ImageFormat::heic, ImageFormat::jpeg, ImageFormat::png);
  const Photo again = decode_photo(encode_photo(photo, {.format = format}), "again");
  const std::string xmp(again.metadata.xmp.begin(), again.metadata.xmp.end());
  CHECK_THAT(xmp, ContainsSubstring("Rating"));
  CHECK_THAT(xmp, !ContainsSubstring("HDRGainMap"));
  CHECK(again.warnings.empty());
}
