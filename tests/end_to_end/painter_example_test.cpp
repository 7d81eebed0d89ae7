#include "lowlight/codecs/image_io.h"
#include "support/catch.h"
#include "support/look_files.h"
#include "support/painter_files.h"
#include "support/program.h"
#include "support/synthetic_image.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using lowlight::test::Program;

TEST_CASE("The example paints a photo") {
  const test::TemporaryFolder folder;
  const auto weights = test::written_painter(folder / "painter.safetensors").string();
  const auto painting =
      test::written_photo(folder / "painting.png", test::synthetic_image(50, 60)).string();
  const auto photo = test::written_photo(folder / "photo.png", test::synthetic_image(40, 30));
  const auto result = (folder / "result.png").string();
  Program program({LOWLIGHT_PAINTER_EXAMPLE, painting, photo.string(), result, weights});
  INFO(program.err());
  CHECK(program.exit_code() == 0);
  CHECK(test::largest_difference(codecs::read_photo(result).image, test::synthetic_image(40, 30)) >
        20);
  CHECK(Program({LOWLIGHT_PAINTER_EXAMPLE, painting}).exit_code() == 2);
  CHECK(Program({LOWLIGHT_PAINTER_EXAMPLE, "none.png", photo.string(), result, weights})
            .exit_code() == 1);
}
