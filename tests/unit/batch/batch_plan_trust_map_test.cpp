// Where a plan puts maps of trust.
#include "lowlight/batch/batch_plan.h"

#include "support/batch_inputs.h"
#include "support/catch.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::batch;
using codecs::ImageFormat;
using lowlight::test::problems_of;
using lowlight::test::put;
using lowlight::test::TemporaryFolder;
namespace fs = std::filesystem;

TEST_CASE("Maps of trust mirror the outputs, and their folder is not searched") {
  const TemporaryFolder root;
  put(root / "in/sub/a.png");
  put(root / "in/maps/sub/a.jpg.png");
  const PlanOptions options{
      .output = root / "out", .format = ImageFormat::jpeg, .trust_maps = root / "in/maps"};
  const auto plan = plan_batch({root / "in"}, options);
  REQUIRE(plan.photos.size() == 1);
  CHECK(plan.photos[0].output == root / "out/sub/a.jpg");
  CHECK(plan.photos[0].trust_map == root / "in/maps/sub/a.jpg.png");
  CHECK(plan_batch({root / "in/sub"}, {.output = root / "out"}).photos[0].trust_map.empty());
  const auto one =
      plan_batch({root / "in/sub/a.png"}, {.output = root / "b.png", .trust_maps = root / "maps"});
  CHECK(one.photos[0].trust_map == root / "maps/b.png.png");
}

TEST_CASE("No map of trust replaces an input or an output, and its folder can be made") {
  const TemporaryFolder root;
  put(root / "in/a.png");
  put(root / "in/a.png.png");
  put(root / "file");
  const auto problems_with = [&](const fs::path& output, const fs::path& maps) {
    return problems_of({root / "in"}, {.output = output, .trust_maps = maps});
  };
  CHECK_THAT(problems_with(root / "out", root / "out").at(0),
             ContainsSubstring("would replace an output"));
  CHECK_THAT(problems_of({root / "in/a.png", root / "in/a.png.png"},
                         {.output = root / "out", .trust_maps = root / "in"})
                 .at(0),
             ContainsSubstring("would replace an input"));
  CHECK_THAT(problems_with(root / "out", root / "file").at(0), ContainsSubstring("is no folder"));
  CHECK(problems_with(root / "out", root / "maps").empty());
}
