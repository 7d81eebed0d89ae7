#include "lowlight/metrics/ssim.h"

#include "pictures.h"
#include "support/catch.h"

using lowlight::metrics::ssim;
using lowlight::test::picture;

TEST_CASE("A picture is wholly similar to itself") {
  const auto a = picture({1, 11, 40, 0, 0, 256});
  CHECK(ssim(a, a) == Approx(1.0).epsilon(1e-12));
}

TEST_CASE("Similarity falls with noise") {
  const auto clean = picture({1, 40, 40, 60, 64, 1});
  const double little = ssim(clean, picture({2, 40, 40, 58, 64, 5}));
  const double much = ssim(clean, picture({2, 40, 40, 40, 64, 41}));
  CHECK(1.0 > little);
  CHECK(little > much);
}

TEST_CASE("A negative is dissimilar") {
  const auto a = picture({1, 30, 30, 0, 0, 256});
  CHECK(ssim(a, 255 - a) < -0.5);
}

TEST_CASE("Similarity of two flat pictures follows the formula") {
  const auto a = torch::full({3, 15, 11}, 50, at::kByte),
             b = torch::full({3, 15, 11}, 100, at::kByte);
  const double c1 = 2.55 * 2.55;
  CHECK(ssim(a, b) == Approx((2 * 50 * 100 + c1) / (50 * 50 + 100 * 100 + c1)));
}

TEST_CASE("A picture smaller than the window is refused") {
  const auto a = torch::zeros({3, 10, 40}, at::kByte);
  CHECK_THROWS_AS(ssim(a, a), c10::ValueError);
  CHECK_THROWS_AS(ssim(a, torch::zeros({3, 40, 10}, at::kByte)), c10::ValueError);
}
