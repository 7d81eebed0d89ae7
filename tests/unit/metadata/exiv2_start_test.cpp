#include "metadata/exiv2_start.h"

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
