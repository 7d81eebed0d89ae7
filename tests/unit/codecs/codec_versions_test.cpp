#include <regex>

#include "lowlight/codecs/image_io.h"
#include "support/catch.h"

TEST_CASE("Every library behind the formats is named with its version") {
  const std::string number = R"( \d+\.\d+\.\d+)";
  const std::regex expected("libjpeg-turbo" + number + ", libpng" + number + ", libtiff" + number +
                            ", libwebp" + number + ", (libheif" + number + "|no libheif), (libjxl" +
                            number + "|no libjxl), (LibRaw" + number + "[^ ]*|no LibRaw), (giflib" +
                            number + "|no giflib)");
  CAPTURE(lowlight::codecs::codec_versions());
  CHECK(std::regex_match(lowlight::codecs::codec_versions(), expected));
}
