#include "codecs/late_library.h"

#include <cmath>

#include "lowlight/core/error.h"
#include "support/catch.h"

using namespace lowlight::codecs;

TEST_CASE("A library that is missing is named with its package") {
  const LateLibrary missing("libnothing.so.1.2"), threaded("libnothing_r.so.20");
  CHECK_THAT(missing.problem(), ContainsSubstring("apt install libnothing1.2"));
  CHECK_THAT(threaded.problem(), ContainsSubstring("apt install libnothing20"));
  CHECK_THROWS_AS(missing.find("f"), lowlight::ImageError);
}

TEST_CASE("A function of a library is found and what it lacks is an error") {
  static const LateLibrary mathematics("libm.so.6");
  CHECK(mathematics.problem().empty());
  const auto root = reinterpret_cast<double (*)(double)>(mathematics.find("sqrt"));
  CHECK(root(9.0) == 3);
  CHECK_THROWS_AS(mathematics.find("no_such_function"), lowlight::ImageError);
}
