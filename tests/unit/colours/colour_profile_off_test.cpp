#include "lowlight/colours/colour_profile.h"
#include "support/catch.h"

using namespace lowlight::colours;

TEST_CASE("Without image files every colour is a working colour") {
  std::vector<std::string> warnings;
  CHECK(kind_of_profile({}) == ProfileKind::other);
  CHECK_FALSE(working_colours({}, {1, 1, 3}, warnings));
}
