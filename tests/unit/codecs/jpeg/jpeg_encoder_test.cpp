#include "codecs/jpeg/jpeg_codec.h"

#include "lowlight/codecs/image_io.h"
#include "lowlight/core/atomic_file.h"
#include "lowlight/metadata/jpeg_markers.h"
#include "support/catch.h"
#include "support/image_files.h"
#include "support/photo_files.h"
#include "support/synthetic_image.h"

using namespace lowlight::codecs;
using namespace lowlight::metadata;
using namespace lowlight::codecs;
using namespace lowlight::metadata;
using namespace lowlight::test;

namespace {

Photo photo_with_tail() {
  Photo photo = photo_of(synthetic_image(40, 30));
  photo.attachments = {{.kind = AttachmentKind::picture,
                        .bytes = encode_photo(photo_of(synthetic_image(20, 15)), {}),
                        .indexed = true},
                       {.bytes = {1, 2, 3}}};
  return photo;
}

}  // namespace

TEST_CASE("Pictures and bytes behind a JPEG come back and are found by the index") {
  const Photo photo = photo_with_tail();
  const auto file = encode_photo(photo, {});
  const Photo read = decode_photo(file, "photo.jpg");
  CHECK(read.warnings.empty());
  REQUIRE(read.attachments.size() == 2);
  CHECK(read.attachments[0].bytes == photo.attachments[0].bytes);
  CHECK(read.attachments[0].indexed);
  CHECK(read.attachments[1].bytes == photo.attachments[1].bytes);
}

TEST_CASE("An index that points nowhere is not written again and said") {
  auto file = encode_photo(photo_with_tail(), {});
  file.resize(end_of_jpeg(file));
  const Photo read = decode_photo(file, "photo.jpg");
  CHECK(read.attachments.empty());
  REQUIRE(read.warnings.size() == 1);
  CHECK_THAT(read.warnings[0], ContainsSubstring("index"));
  const auto again = encode_photo(read, {});
  for (const auto& marker : jpeg_markers(again)) CHECK(marker.code != 0xE2);
}
