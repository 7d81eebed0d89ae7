#include "lowlight/metadata/container.h"

#include <string>

#include "support/catch.h"

using namespace lowlight::metadata;

namespace {

using Packet = std::vector<uint8_t>;

Packet xmp_of(const std::string& body) {
  const std::string text =
      "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF "
      "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description rdf:about='' "
      "xmlns:dc='http://purl.org/dc/elements/1.1/' "
      "xmlns:hdrgm='http://ns.adobe.com/hdr-gain-map/1.0/' "
      "xmlns:GCamera='http://ns.google.com/photos/1.0/camera/' "
      "xmlns:Container='http://ns.google.com/photos/1.0/container/' "
      "xmlns:Item='http://ns.google.com/photos/1.0/container/item/' " +
      body + "</rdf:Description></rdf:RDF></x:xmpmeta>";
  return {text.begin(), text.end()};
}

std::string entry(const std::string& semantic, const std::string& more) {
  return "<rdf:li rdf:parseType='Resource'><Container:Item Item:Mime='x/y' Item:Semantic='" +
         semantic + "' " + more + "/></rdf:li>";
}

/// A photo with a gain map of 100 bytes and a video of 200.
Packet full_packet() {
  return xmp_of("hdrgm:Version='1.0' GCamera:MotionPhoto='1' dc:format='image/jpeg'>" +
                ("<Container:Directory><rdf:Seq>" + entry("Primary", "Item:Padding='3'") +
                 entry("GainMap", "Item:Length='100'") + entry("MotionPhoto", "Item:Length='200'") +
                 "</rdf:Seq></Container:Directory>"));
}

Attachment attached(AttachmentKind kind, const std::string& semantic, size_t size) {
  return {.kind = kind, .bytes = Packet(size), .semantic = semantic};
}

bool says(const Packet& packet, const std::string& text) {
  return std::string(packet.begin(), packet.end()).find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("The directory of what follows a photo is read") {
  const auto items = container_items(full_packet());
  REQUIRE(items.size() == 3);
  CHECK(items[0].padding == 3);
  CHECK(items[1].semantic == "GainMap");
  CHECK(items[1].length == 100);
  CHECK(items[2].length == 200);
  CHECK(container_items({}).empty());
  CHECK(container_items({'<'}).empty());
}

TEST_CASE("A packet that names what is there keeps its bytes") {
  const auto map = attached(AttachmentKind::gain_map, "GainMap", 100);
  const auto video = attached(AttachmentKind::trailer, "MotionPhoto", 200);
  CHECK(xmp_naming(full_packet(), {map, video}) == full_packet());
}

TEST_CASE("Lengths are corrected and what is gone is named no more") {
  const auto map = attached(AttachmentKind::gain_map, "GainMap", 123);
  const auto video = attached(AttachmentKind::trailer, "MotionPhoto", 200);
  const auto longer = container_items(xmp_naming(full_packet(), {map, video}));
  REQUIRE(longer.size() == 3);
  CHECK(longer[1].length == 123);

  const Packet without_map = xmp_naming(full_packet(), {video});
  const auto items = container_items(without_map);
  REQUIRE(items.size() == 2);
  CHECK(items[1].semantic == "MotionPhoto");
  CHECK_FALSE(says(without_map, "hdrgm"));
  CHECK(says(without_map, "GCamera:MotionPhoto"));

  const Packet bare = xmp_naming(full_packet(), {});
  CHECK(container_items(bare).empty());
  CHECK_FALSE(says(bare, "Container"));
  CHECK_FALSE(says(bare, "MotionPhoto"));
  CHECK(says(bare, "image/jpeg"));
}

TEST_CASE("The length of a video in a box is told without the box's head") {
  auto video = attached(AttachmentKind::trailer, "MotionPhoto", 208);
  video.head = 8;
  const auto map = attached(AttachmentKind::gain_map, "GainMap", 100);
  CHECK(xmp_naming(full_packet(), {map, video}) == full_packet());
}

TEST_CASE("Properties of a depth map go with its picture") {
  const Packet packet = xmp_of(
      "xmlns:Device='http://ns.google.com/photos/dd/1.0/device/' dc:format='image/jpeg'>"
      "<Device:Container><rdf:Seq>" +
      entry("Primary", "") + "</rdf:Seq></Device:Container>");
  CHECK(says(xmp_naming(packet, {attached(AttachmentKind::picture, "Depth", 9)}), "Device:"));
  const Packet bare = xmp_naming(packet, {});
  CHECK_FALSE(says(bare, "Device:Container"));
  CHECK(says(bare, "image/jpeg"));
}

TEST_CASE("Values of simple properties and of lists are found") {
  const Packet packet = xmp_of(
      "hdrgm:GainMapMax='2.5'><hdrgm:GainMapMin><rdf:Seq><rdf:li>0.1</rdf:li><rdf:li>0.2</rdf:li>"
      "<rdf:li>0.3</rdf:li></rdf:Seq></hdrgm:GainMapMin>");
  CHECK(xmp_values(packet, "hdrgm:GainMapMax") == std::vector<std::string>{"2.5"});
  CHECK(xmp_values(packet, "hdrgm:GainMapMin") == std::vector<std::string>{"0.1", "0.2", "0.3"});
  CHECK(xmp_values(packet, "hdrgm:Gamma").empty());
}

TEST_CASE("A long packet is parted and joined again") {
  const std::string text(90'000, 'x');
  const Packet packet = xmp_of("dc:format='image/jpeg'><dc:source>" + text + "</dc:source>");
  const auto [standard, extension, guid] = parted_xmp(packet, 65'000);
  CHECK(standard.size() <= 65'000);
  CHECK(guid.size() == 32);
  CHECK(says(standard, guid));
  const Packet joined = joined_xmp(standard, extension);
  CHECK(xmp_values(joined, "dc:source") == std::vector<std::string>{text});
  CHECK(xmp_values(joined, "dc:format") == std::vector<std::string>{"image/jpeg"});
  CHECK_FALSE(says(joined, "HasExtendedXMP"));
  CHECK(parted_xmp(packet, 100'000).extension.empty());
}
