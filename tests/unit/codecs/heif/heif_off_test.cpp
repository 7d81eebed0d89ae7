#include "lowlight/codecs/image_io.h"
#include "support/catch.h"

using namespace lowlight::codecs;

TEST_CASE("A build without libheif says what to install") {
  CHECK_THAT(problem_of_reading(ImageFormat::heic), ContainsSubstring("libheif-dev"));
  CHECK_THAT(problem_of_writing(ImageFormat::avif), ContainsSubstring("libheif-dev"));
}
