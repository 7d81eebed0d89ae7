#include "metadata/exiv2_start.h"

#include <stdexcept>
#include <string>

#include "support/catch.h"

using namespace lowlight::metadata;

TEST_CASE("A packet comes back from exiv2, nothing stays nothing, and what is none is an error") {
  start_exiv2();
  Exiv2::XmpData data;
  data["Xmp.dc.format"] = "image/jpeg";
  const auto packet = packet_of(data);
  CHECK(parsed_xmp(packet)["Xmp.dc.format"].toString() == "image/jpeg");
  CHECK(parsed_xmp({}).empty());
  CHECK(packet_of({}).empty());
  CHECK_THROWS(parsed_xmp({'<', 'x'}));
}

TEST_CASE(
    "A value that exiv2 takes for a type of its own is damage, not an error of another kind") {
  start_exiv2();
  const std::string packet =
      R"(<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF )"
      R"(xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" )"
      R"(xmlns:dc="http://purl.org/dc/elements/1.1/" dc:format="type=/jpeg"/>)"
      "</rdf:RDF></x:xmpmeta>";
  CHECK_THROWS_AS(parsed_xmp({packet.begin(), packet.end()}), std::runtime_error);
}
