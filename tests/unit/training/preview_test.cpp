#include "lowlight/training/preview.h"

#include <ATen/ATen.h>

#include "support/catch.h"

using namespace lowlight::training;

TEST_CASE("A preview lists the pictures it has by name in the order to show them") {
  const Preview preview{.output = at::ones({1, 3, 2, 2}), .well_lit = at::zeros({1, 3, 2, 2})};
  const auto pictures = preview.pictures();
  REQUIRE(pictures.size() == 2);
  CHECK(pictures[0].first == "output");
  CHECK(at::equal(pictures[0].second, at::ones({1, 3, 2, 2})));
  CHECK(pictures[1].first == "well_lit");
  CHECK(Preview().pictures().empty());
}

TEST_CASE("Joined previews have the samples of each picture one after another") {
  const auto preview = [](double value) {
    return Preview{.input = at::full({1, 3, 2, 2}, value), .style = at::full({1, 3, 4, 4}, value)};
  };
  const auto all = joined_previews({preview(0), preview(0.5), preview(1)});
  REQUIRE(all.pictures().size() == 2);
  CHECK(all.style.sizes() == at::IntArrayRef{3, 3, 4, 4});
  CHECK(all.input.sizes() == at::IntArrayRef{3, 3, 2, 2});
  CHECK(all.input[1].mean().item<double>() == 0.5);
  CHECK(joined_previews({}).pictures().empty());
  CHECK(joined_previews({{}, {}}).pictures().empty());
}
