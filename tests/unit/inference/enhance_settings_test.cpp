#include "lowlight/inference/enhance_settings.h"

#include <string>
#include <vector>

#include "lowlight/core/fields.h"
#include "support/catch.h"
#include "support/problems.h"

using namespace lowlight;
using namespace lowlight::inference;

namespace {

using Keys = std::vector<std::string>;

Keys keys_of(const EnhanceSettings& settings) { return test::keys_of(problems_of(settings)); }

}  // namespace

TEST_CASE("Settings that need a painting or contradict each other are all named") {
  CHECK(keys_of({.paint_strength = 0.5,
                 .brush = {2},
                 .keep_colours = true,
                 .paint_model = "a",
                 .style_mask = "b"}) ==
        Keys{"style-mask", "paint-strength", "brush", "keep-colours", "paint-model"});
  CHECK(keys_of({.look = "a", .paint = "b", .style_mask = "c"}) == Keys{"style-mask"});
  CHECK(keys_of({.paint = "a", .brush = {7}}) == Keys{"brush"});
  CHECK(keys_of({.look = "a",
                 .paint = "b",
                 .paint_strength = 0.5,
                 .brush = {0.5},
                 .keep_colours = true,
                 .paint_model = "c"})
            .empty());
}

TEST_CASE("What is set for a look that is not there is refused by name") {
  CHECK(keys_of({.look_strength = 0.5, .model = "a"}) == Keys{"look-strength", "model"});
  CHECK(keys_of({.look = "a", .look_strength = 0.5, .model = "b"}).empty());
}

TEST_CASE("Weights that take noise off for faces need faces") {
  CHECK(keys_of({.noise_model = "a"}) == Keys{"noise-model"});
  CHECK(keys_of({.faces = true, .noise_model = "a"}).empty());
}
