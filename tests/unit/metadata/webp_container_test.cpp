#include "lowlight/metadata/webp_container.h"

#include "lowlight/core/atomic_file.h"
#include "lowlight/metadata/refused_file.h"
#include "support/catch.h"
#include "support/image_files.h"

using namespace lowlight::metadata;
using namespace lowlight::test;

TEST_CASE("The first picture of an animation is a file of its own") {
  const auto file = lowlight::read_file(LOWLIGHT_TEST_DATA "/cases/moving.webp");
  CHECK(read_webp(file).animated);
  const auto frame = first_webp_frame(file).file;
  CHECK_FALSE(read_webp(frame).animated);
  CHECK(with_webp_metadata(frame, {}).size() >= frame.size());
  CHECK(read_webp(with_webp_metadata(frame, {.exif = {1, 2}})).metadata.exif == Bytes{1, 2});
}

TEST_CASE("An animation without a picture is refused") {
  Bytes animation;
  append_text(animation, {"RIFF\x0c\0\0\0WEBPANIM\0\0\0\0", 20});
  CHECK(read_webp(animation).animated);
  CHECK_THROWS_AS(first_webp_frame(animation), RefusedFile);
}
