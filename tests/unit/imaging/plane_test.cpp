#include "lowlight/imaging/plane.h"

#include "support/catch.h"

using namespace lowlight::imaging;

TEST_CASE("halve averages cells of four") {
  Plane in(4, 2), out(2, 1);
  in.values = {1, 2, 3, 4, 5, 6, 7, 8};
  halve(in, out);
  CHECK(out.values == std::vector<float>{3.5f, 5.5f});
}
