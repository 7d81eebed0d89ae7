#include "lowlight/codecs/image_io.h"
#include "support/catch.h"

using namespace lowlight::codecs;

TEST_CASE("A build without giflib says what to install") {
  CHECK_THAT(problem_of_reading(ImageFormat::gif), ContainsSubstring("libgif-dev"));
}
