#include <filesystem>

#include "lowlight/codecs/image_io.h"
#include "lowlight/colours/cube_file.h"
#include "support/catch.h"
#include "support/look_files.h"
#include "support/program.h"
#include "support/synthetic_image.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using lowlight::test::Program;

TEST_CASE("The example puts a look on a photo and keeps it") {
  const test::TemporaryFolder folder;
  const auto reference = test::written_table(folder / "swap.cube", test::swapped_red_and_blue());
  const auto photo = test::written_photo(folder / "photo.png", test::synthetic_image(40, 30));
  const auto result = folder / "result.png", table = folder / "found.cube";
  Program program(
      {LOWLIGHT_LOOK_EXAMPLE, reference.string(), photo.string(), result.string(), table.string()});
  INFO(program.err());
  CHECK(program.exit_code() == 0);
  CHECK(colours::read_cube(table).size == 33);
  CHECK(test::largest_difference(codecs::read_photo(result).image, test::synthetic_image(40, 30)) >
        20);
  CHECK(Program({LOWLIGHT_LOOK_EXAMPLE, photo.string()}).exit_code() == 2);
  CHECK(
      Program({LOWLIGHT_LOOK_EXAMPLE, "none.cube", photo.string(), result.string(), table.string()})
          .exit_code() == 1);
  const auto nowhere = (folder / "none/found.cube").string();
  Program unsaved(
      {LOWLIGHT_LOOK_EXAMPLE, reference.string(), photo.string(), result.string(), nowhere});
  CHECK(unsaved.exit_code() == 1);
  CHECK_THAT(unsaved.err(), ContainsSubstring(nowhere));
}
