#include "lowlight/imaging/colour.h"

#include "support/catch.h"

using namespace lowlight::imaging;

TEST_CASE("Luma of grey is that grey") { CHECK(luma(0.3f, 0.3f, 0.3f) == Approx(0.3f)); }
