#include "lowlight/models/imagenet.h"

#include <torch/types.h>

#include "support/catch.h"
#include "support/tensor_compare.h"

using namespace lowlight;
using namespace lowlight::models;

TEST_CASE("ImageNet's mean colour is zero and one deviation above it is one") {
  const auto mean = torch::tensor({0.485, 0.456, 0.406}, torch::kDouble).view({3, 1, 1});
  const auto deviation = torch::tensor({0.229, 0.224, 0.225}, torch::kDouble).view({3, 1, 1});
  CHECK(to_imagenet_units(mean).abs().max().item<double>() < 1e-15);
  CHECK(test::mixed_error(to_imagenet_units(mean + deviation), torch::ones_like(mean)) < 1e-12);
}

TEST_CASE("ImageNet units and back is the picture in its own type") {
  for (const auto type : {torch::kFloat, torch::kDouble}) {
    const auto x = torch::rand({2, 3, 5, 7}, type);
    const auto back = from_imagenet_units(to_imagenet_units(x));
    CHECK(back.scalar_type() == type);
    CHECK(test::mixed_error(back, x) < 1e-6);
  }
}
