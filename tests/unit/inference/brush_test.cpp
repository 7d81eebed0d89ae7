#include "lowlight/inference/brush.h"

#include "support/catch.h"

using namespace lowlight;
using inference::Brush;
using BrushText = TextForm<Brush>;

TEST_CASE("A brush is auto or a number in its range, and reads back as it was written") {
  for (const double size : {0., 0.5, 1., 1.7, 1.2345678, 4.}) {
    CHECK(BrushText::value(BrushText::text({size})) == Brush{size});
  }
  CHECK(BrushText::text({}) == "auto");
  for (const char* text :
       {"", "0", "0.49", "4.01", "-1", "nan", "inf", "1x", " 1", "Auto", "1,5"}) {
    CHECK_FALSE(BrushText::value(text));
  }
  CHECK_FALSE(Brush{0.1}.is_valid());
}
