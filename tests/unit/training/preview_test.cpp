#include "lowlight/training/preview.h"

#include <ATen/ATen.h>

#include "support/catch.h"

using namespace lowlight::training;

TEST_CASE("A picture is found by its name and one that is not there is undefined") {
  const Preview preview{{"input", at::zeros({1, 3, 2, 2})}, {"output", at::ones({1, 3, 2, 2})}};
  CHECK(at::equal(picture_of(preview, "output"), at::ones({1, 3, 2, 2})));
  CHECK_FALSE(picture_of(preview, "target").defined());
}

TEST_CASE("Joined previews keep names and order and stand one after another") {
  const auto preview = [](double value) {
    return Preview{{"style", at::full({1, 3, 4, 4}, value)},
                   {"input", at::full({1, 3, 2, 2}, value)}};
  };
  const auto all = joined_previews({preview(0), preview(0.5), preview(1)});
  REQUIRE(all.size() == 2);
  CHECK(all[0].first == "style");
  CHECK(all[1].second.sizes() == at::IntArrayRef{3, 3, 2, 2});
  CHECK(all[1].second[1].mean().item<double>() == 0.5);
  CHECK(joined_previews({}).empty());
  CHECK(joined_previews({{}, {}}).empty());
}
