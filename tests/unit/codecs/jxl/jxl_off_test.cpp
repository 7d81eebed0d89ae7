#include "lowlight/codecs/image_io.h"
#include "support/catch.h"

using namespace lowlight::codecs;

TEST_CASE("A build without libjxl says what to install") {
  CHECK_THAT(problem_of_reading(ImageFormat::jxl), ContainsSubstring("libjxl-dev"));
}
