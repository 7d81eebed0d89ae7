#include "lowlight/metadata/jpeg_tail.h"

#include "lowlight/core/atomic_file.h"
#include "lowlight/metadata/jpeg_markers.h"
#include "support/catch.h"
#include "support/jpeg_file.h"

using namespace lowlight::metadata;
using namespace lowlight::test;

TEST_CASE("What the index names behind a photo is found") {
  const auto file = lowlight::read_file(LOWLIGHT_TEST_DATA "/cases/two_pictures.jpg");
  std::vector<std::string> warnings;
  const auto tail = read_jpeg_tail(file, end_of_jpeg(file), {}, warnings);
  REQUIRE(tail.size() == 1);
  CHECK(tail[0].indexed);
  CHECK(tail[0].kind == AttachmentKind::picture);
  CHECK(end_of_jpeg(tail[0].bytes) == tail[0].bytes.size());
  CHECK(warnings.empty());
}

TEST_CASE("What nobody names is a trailer and zeros are nothing") {
  auto file = jpeg_file(8, 8, Bytes(8 * 8 * 3, 9), {});
  const auto end = file.size();
  std::vector<std::string> warnings;
  file.resize(end + 1000, 0);
  CHECK(read_jpeg_tail(file, end, {}, warnings).empty());
  file.back() = 1;
  const auto tail = read_jpeg_tail(file, end, {}, warnings);
  REQUIRE(tail.size() == 1);
  CHECK(tail[0].kind == AttachmentKind::trailer);
  CHECK(tail[0].bytes.size() == 1000);
}

TEST_CASE("The length of an index depends on the number of pictures only") {
  std::vector<Attachment> attachments(3);
  CHECK(jpeg_index(attachments, 5, 6).empty());
  attachments[1].indexed = true;
  CHECK(jpeg_index(attachments, 0, 0).size() == jpeg_index(attachments, 99'999, 200).size());
}

TEST_CASE("A tail that is cut or lies is no crash") {
  const auto file = lowlight::read_file(LOWLIGHT_TEST_DATA "/cases/gain_map.jpg");
  const uint64_t end = end_of_jpeg(file);
  std::vector<std::string> warnings;
  for (size_t cut = end; cut < file.size(); cut += 64) {
    read_jpeg_tail(std::span(file).first(cut), end, {}, warnings);
  }
  for (size_t at = 20; at < 120; ++at) {
    auto lie = file;
    lie[at] = 0xFF;
    for (const auto& one : read_jpeg_tail(lie, end, {}, warnings)) {
      CHECK(one.bytes.size() <= file.size() - end);
    }
  }
}
