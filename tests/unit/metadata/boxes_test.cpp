#include "lowlight/metadata/boxes.h"

#include <array>

#include "lowlight/core/atomic_file.h"
#include "support/catch.h"
#include "support/image_files.h"

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

TEST_CASE("Pictures that need one another in a circle are told from those in a row") {
  const auto file_of = [](std::vector<std::array<int, 2>> needs, const char* kind) {
    Bytes references = {0, 0, 0, 0};
    for (const auto& [from, to] : needs) {
      Bytes one;
      for (const int number : {from, 1, to}) append_big(one, uint64_t(number), 2);
      one = box_of(kind, one);
      references.insert(references.end(), one.begin(), one.end());
    }
    Bytes meta = {0, 0, 0, 0};
    const auto iref = box_of("iref", references);
    meta.insert(meta.end(), iref.begin(), iref.end());
    return box_of("meta", meta);
  };
  CHECK(heif_goes_in_circles(file_of({{1, 1}}, "dimg")));
  CHECK(heif_goes_in_circles(file_of({{1, 2}, {2, 3}, {3, 1}}, "dimg")));
  CHECK(heif_goes_in_circles(file_of({{1, 2}, {2, 1}}, "auxl")));
  CHECK_FALSE(heif_goes_in_circles(file_of({{1, 2}, {1, 3}, {2, 3}}, "dimg")));
  CHECK_FALSE(heif_goes_in_circles(file_of({{1, 1}}, "thmb")));
  CHECK_FALSE(heif_goes_in_circles(file_of({}, "dimg")));
  std::vector<std::array<int, 2>> row;
  for (int i = 1; i <= 16; ++i) row.push_back({i, i + 1});
  CHECK_FALSE(heif_goes_in_circles(file_of({row.begin(), row.end() - 1}, "dimg")));
  CHECK(heif_goes_in_circles(file_of({{17, 18}, {18, 17}}, "dimg")));
  for (int i = 17; i <= 60; ++i) row.push_back({i, i + 1});
  CHECK(heif_goes_in_circles(file_of(row, "dimg")));
  const auto file = lowlight::read_file(LOWLIGHT_TEST_DATA "/cases/phone.heic");
  CHECK_FALSE(heif_goes_in_circles(file));
}

TEST_CASE("The video of a motion photo is found byte for byte") {
  Bytes file = box_of("ftyp", {1, 2});
  const Bytes video = box_of("mpvd", Bytes(33, 7));
  file.insert(file.end(), video.begin(), video.end());
  const auto trailers = heif_trailers(file);
  REQUIRE(trailers.size() == 1);
  CHECK(trailers[0].bytes == video);
}
