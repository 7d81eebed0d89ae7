#include "lowlight/metadata/boxes.h"

#include "lowlight/core/atomic_file.h"
#include "support/catch.h"
#include "support/image_files.h"

using namespace lowlight::metadata;
using namespace lowlight::metadata;
using namespace lowlight::test;

namespace {

Bytes box_of(std::string_view type, const Bytes& content) {
  Bytes bytes;
  append_big(bytes, content.size() + 8, 4);
  append_text(bytes, type);
  bytes.insert(bytes.end(), content.begin(), content.end());
  return bytes;
}

}  // namespace

TEST_CASE("Boxes follow one another and long ones tell their length in eight bytes") {
  Bytes file = box_of("ftyp", {1, 2});
  append_big(file, 1, 4);
  append_text(file, "mdat");
  append_big(file, 17, 8);
  file.push_back(9);
  append_big(file, 0, 4);
  append_text(file, "free");
  const auto boxes = boxes_in({file}, 0, file.size());
  REQUIRE(boxes.size() == 3);
  CHECK(boxes[1].type == "mdat");
  CHECK(boxes[1].end - boxes[1].begin == 1);
  CHECK(boxes[2].end == file.size());
}

TEST_CASE("A box that lies about its length is refused") {
  for (const uint32_t size : {2u, 7u, 11u, 0xFFFFFFFFu}) {
    Bytes file;
    append_big(file, size, 4);
    append_text(file, "ftyp");
    CHECK_THROWS_AS(boxes_in({file}, 0, file.size()), OutOfData);
  }
}

TEST_CASE("The size of a picture is found without decoding it") {
  const auto file = lowlight::read_file(LOWLIGHT_TEST_DATA "/cases/phone.heic");
  const auto size = heif_size(file);
  REQUIRE(size);
  CHECK(size->width >= 96);
  CHECK(size->height >= 64);
  for (size_t cut = 0; cut < file.size(); cut += 64) heif_size(std::span(file).first(cut));
}

TEST_CASE("The video of a motion photo is found byte for byte") {
  Bytes file = box_of("ftyp", {1, 2});
  const Bytes video = box_of("mpvd", Bytes(33, 7));
  file.insert(file.end(), video.begin(), video.end());
  const auto trailers = heif_trailers(file);
  REQUIRE(trailers.size() == 1);
  CHECK(trailers[0].bytes == video);
}
