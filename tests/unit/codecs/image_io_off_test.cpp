#include "lowlight/codecs/image_io.h"
#include "lowlight/core/error.h"
#include "support/catch.h"

using namespace lowlight::codecs;

TEST_CASE("A library without image files says so") {
  CHECK_THROWS_WITH(read_photo("a.jpg"),
                    ContainsSubstring("a.jpg") && ContainsSubstring("without image files"));
  CHECK_THROWS_AS(write_photo("a.jpg", {}, {}), lowlight::ImageError);
  CHECK_THROWS_AS(encode_photo({}, {}), lowlight::ImageError);
  CHECK_THROWS_AS(decode_photo({}, "a"), lowlight::ImageError);
}
