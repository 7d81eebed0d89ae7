#include "metrics/planes.h"

#include <torch/types.h>

#include "support/catch.h"

using namespace lowlight::metrics;

TEST_CASE("Planes are the picture's channels, whatever its memory looks like") {
  const auto picture = torch::randint(256, {4, 5, 3}, torch::kByte).permute({2, 0, 1});
  REQUIRE_FALSE(picture.is_contiguous());
  const auto planes = planes_of(picture, "metric");
  CHECK(planes.height == 4);
  CHECK(planes.width == 5);
  CHECK(planes.area() == 20);
  for (int64_t c = 0; c < 3; ++c) CHECK(planes.plane(c)[7] == picture[c][1][2].item<uint8_t>());
}

TEST_CASE("The luma of a pixel is weighted in codes") {
  auto picture = torch::zeros({3, 1, 2}, torch::kByte);
  picture[1][0][1] = 100;
  const auto planes = planes_of(picture, "metric");
  CHECK(planes.luma(0) == 0);
  CHECK(planes.luma(1) == Approx(58.7));
}

TEST_CASE("What is no picture of bytes is refused with the name of the metric") {
  for (const auto& wrong : {at::Tensor(),
                            torch::zeros({3, 4}, torch::kByte),
                            torch::zeros({1, 4, 4}, torch::kByte),
                            torch::zeros({3, 0, 4}, torch::kByte),
                            torch::zeros({3, 4, 4})})
    CHECK_THROWS_WITH(planes_of(wrong, "metric"), ContainsSubstring("metric"));
}

TEST_CASE("Pictures of two sizes cannot be compared") {
  const auto wide = planes_of(torch::zeros({3, 2, 3}, torch::kByte), "metric");
  const auto tall = planes_of(torch::zeros({3, 3, 2}, torch::kByte), "metric");
  CHECK_THROWS_WITH(require_same_size(wide, tall, "metric"), ContainsSubstring("3 x 2"));
  CHECK_NOTHROW(require_same_size(wide, wide, "metric"));
}
