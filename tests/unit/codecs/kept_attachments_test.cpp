#include "codecs/kept_attachments.h"

#include "support/catch.h"

using namespace lowlight::codecs;
using namespace lowlight::metadata;

namespace {

Photo photo_with_all() {
  Photo photo;
  photo.format = ImageFormat::jpeg;
  photo.attachments = {{.kind = AttachmentKind::gain_map, .bytes = {1}},
                       {.kind = AttachmentKind::preview, .bytes = {2}},
                       {.kind = AttachmentKind::picture, .bytes = {3}},
                       {.kind = AttachmentKind::trailer, .bytes = {4}}};
  return photo;
}

}  // namespace

TEST_CASE("Where the place is to go it is said that a video may tell it") {
  Metadata metadata;
  std::vector<std::string> warnings;
  Photo photo = photo_with_all();
  photo.attachments = {{.kind = AttachmentKind::trailer, .bytes = {4}}};
  const auto kept =
      kept_attachments(photo, {.metadata = MetadataPolicy::strip_gps}, metadata, warnings);
  CHECK(kept.size() == 1);
  REQUIRE(warnings.size() == 1);
  CHECK_THAT(warnings[0], ContainsSubstring("place"));
}

TEST_CASE("A file of the photo's format keeps all but the preview of how it was") {
  Metadata metadata;
  std::vector<std::string> warnings;
  const auto kept = kept_attachments(photo_with_all(), {}, metadata, warnings);
  CHECK(kept.size() == 3);
  REQUIRE(warnings.size() == 1);
  CHECK_THAT(warnings[0], ContainsSubstring("preview"));
}

TEST_CASE("Another format keeps none and says so once a kind") {
  Metadata metadata;
  std::vector<std::string> warnings;
  auto photo = photo_with_all();
  photo.attachments.push_back(photo.attachments.back());
  CHECK(kept_attachments(photo, {.format = ImageFormat::png}, metadata, warnings).empty());
  CHECK(warnings.size() == 4);
}

TEST_CASE("What was not wanted goes without a word") {
  Metadata metadata;
  std::vector<std::string> warnings;
  auto photo = photo_with_all();
  CHECK(kept_attachments(photo, {.metadata = MetadataPolicy::strip}, metadata, warnings).empty());
  CHECK(warnings.empty());
  std::erase_if(photo.attachments,
                [](const Attachment& one) { return one.kind == AttachmentKind::preview; });
  CHECK(kept_attachments(photo, {.gain_map = GainMapPolicy::drop}, metadata, warnings).size() == 2);
  CHECK(warnings.empty());
}
