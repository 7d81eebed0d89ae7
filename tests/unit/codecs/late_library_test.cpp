#include "codecs/late_library.h"

#include <cmath>

#include "lowlight/core/error.h"
#include "support/catch.h"

using namespace lowlight::codecs;

TEST_CASE("A library that is missing is named with its package") {
  const LateLibrary missing("libnothing-of-the-kind.so.1", "nothing");
  CHECK_THAT(missing.problem(), ContainsSubstring("apt install nothing"));
  CHECK_THROWS_AS(missing.find("f"), lowlight::ImageError);
}

TEST_CASE("A function of a library is found and what it lacks is an error") {
  static const LateLibrary mathematics("libm.so.6", "libc6");
  CHECK(mathematics.problem().empty());
  const auto root = reinterpret_cast<double (*)(double)>(mathematics.find("sqrt"));
  CHECK(root(9.0) == 3);
  CHECK_THROWS_AS(mathematics.find("no_such_function"), lowlight::ImageError);
}
