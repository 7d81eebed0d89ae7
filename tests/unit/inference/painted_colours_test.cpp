#include "inference/painted_colours.h"

#include <torch/types.h>

#include "lowlight/core/luma.h"
#include "support/catch.h"

using namespace lowlight;
using namespace lowlight::inference;

TEST_CASE("A painting is put on as far as its strength, in the range, and leaves alpha") {
  const auto photo = torch::rand({4, 5, 7}), painting = torch::rand({3, 5, 7}) * 3 - 1;
  const auto none = painted_colours(photo, painting, 0, false);
  CHECK(torch::equal(none, photo));
  const auto whole = painted_colours(photo, painting, 1, false);
  CHECK(torch::allclose(whole.slice(0, 0, 3), painting.clamp(0, 1)));
  CHECK(torch::equal(whole[3], photo[3]));
  const auto inside = torch::rand({3, 5, 7});
  const auto half = painted_colours(photo, inside, 0.5, false).slice(0, 0, 3);
  CHECK(torch::allclose(2 * half, photo.slice(0, 0, 3) + inside));
}

TEST_CASE("A grey photo stays grey") {
  const auto painting = torch::rand({3, 5, 7});
  for (const bool keep : {false, true}) {
    const auto grey = painted_colours(torch::rand({1, 5, 7}), painting, 1, keep);
    CHECK(torch::allclose(grey[0], luma(painting)));
  }
}

TEST_CASE("With its own colours a photo whose colours are all grey stays grey, to the last bit") {
  const auto photo =
      torch::cat({torch::rand({1, 50, 70}).expand({3, 50, 70}), torch::rand({1, 50, 70})});
  for (const double strength : {1., 0.3}) {
    const auto result = painted_colours(photo, torch::rand({3, 50, 70}), strength, true);
    CHECK(torch::equal(result[0], result[1]));
    CHECK(torch::equal(result[0], result[2]));
  }
}

TEST_CASE("With its own colours a photo gets gets the painting's luma and keeps every hue") {
  const auto photo = torch::rand({3, 20, 20});
  for (const auto& painting : {torch::rand({3, 20, 20}),
                               torch::zeros({3, 20, 20}),
                               torch::ones({3, 20, 20}),
                               torch::rand({3, 20, 20}) * 4 - 2}) {
    const auto result = painted_colours(photo, painting, 1, true);
    CHECK(result.min().item<float>() >= 0);
    CHECK(result.max().item<float>() <= 1);
    CHECK(torch::allclose(luma(result), luma(painting).clamp(0, 1), 0, 1e-5));
    const auto before = photo - luma(photo), after = result - luma(result);
    // The differences to grey point the same way: one is a multiple of the other.
    CHECK((before[0] * after[1] - before[1] * after[0]).abs().max().item<float>() < 1e-5f);
    CHECK((before * after).min().item<float>() > -1e-6f);
  }
  CHECK(torch::allclose(painted_colours(photo, photo, 1, true), photo, 0, 1e-5));
}
