#include "lowlight/codecs/image_io.h"
#include "support/catch.h"

using namespace lowlight::codecs;

TEST_CASE("A build without LibRaw says what to install") {
  CHECK_THAT(problem_of_reading(ImageFormat::raw), ContainsSubstring("libraw-dev"));
}
