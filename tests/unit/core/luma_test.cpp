#include "lowlight/core/luma.h"

#include <torch/types.h>

#include "support/catch.h"

using namespace lowlight;

TEST_CASE("The luma of grey is that grey, and black and white keep their ends") {
  CHECK(luma(0.3f, 0.3f, 0.3f) == Approx(0.3f));
  CHECK(luma(0.0, 0.0, 0.0) == 0);
  CHECK(luma(1.0, 1.0, 1.0) == Approx(1));
}

TEST_CASE("Green is the brightest colour and blue the darkest") {
  CHECK(luma(0.0, 1.0, 0.0) == 0.587);
  CHECK(luma(1.0, 0.0, 0.0) == 0.299);
  CHECK(luma(0.0, 0.0, 1.0) == 0.114);
}

TEST_CASE("A picture's luma is that of each of its pixels, with or without alpha and batch") {
  const auto batch = torch::rand({2, 4, 3, 5}, torch::kDouble);
  const auto lumas = luma(batch);
  REQUIRE(lumas.sizes() == at::IntArrayRef({2, 3, 5}));
  CHECK(torch::equal(luma(batch[1]), lumas[1]));
  CHECK(torch::equal(luma(batch.slice(1, 0, 3)), lumas));
  const auto pixel = batch.index({1, torch::indexing::Slice(), 2, 4});
  CHECK(lumas[1][2][4].item<double>() ==
        Approx(luma(pixel[0].item<double>(), pixel[1].item<double>(), pixel[2].item<double>())));
}
