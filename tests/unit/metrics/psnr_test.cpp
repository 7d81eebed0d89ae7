#include "lowlight/metrics/psnr.h"

#include "pictures.h"
#include "support/catch.h"

using lowlight::metrics::kEqualPsnr;
using lowlight::metrics::psnr;
using lowlight::test::picture;

TEST_CASE("Equal pictures have the highest PSNR") {
  const auto a = picture({1, 20, 30, 0, 0, 256});
  CHECK(psnr(a, a) == kEqualPsnr);
  CHECK(psnr(a, picture({2, 20, 30, 0, 0, 256})) < 10.0);
}

TEST_CASE("A difference of ten codes everywhere is 28.13 dB") {
  const auto a = torch::full({3, 7, 9}, 100, at::kByte);
  CHECK(psnr(a, a + 10) == Approx(20.0 * std::log10(25.5)));
  CHECK(psnr(a + 10, a) == psnr(a, a + 10));
}

TEST_CASE("PSNR looks at pixels and not at how they lie in memory") {
  const auto a = picture({1, 20, 30, 0, 0, 256}), b = picture({2, 20, 30, 0, 0, 256});
  const auto strided = a.permute({1, 2, 0}).contiguous().permute({2, 0, 1});
  REQUIRE_FALSE(strided.is_contiguous());
  CHECK(psnr(strided, b) == psnr(a, b));
}

TEST_CASE("PSNR refuses what is no pair of pictures") {
  const auto a = torch::zeros({3, 4, 5}, at::kByte);
  CHECK_THROWS_AS(psnr(a, torch::zeros({3, 5, 4}, at::kByte)), c10::ValueError);
  CHECK_THROWS_AS(psnr(a, torch::zeros({3, 4, 5})), c10::ValueError);
  CHECK_THROWS_AS(psnr(a, torch::zeros({4, 5}, at::kByte)), c10::ValueError);
  const auto nothing = torch::zeros({3, 0, 5}, at::kByte);
  CHECK_THROWS_AS(psnr(nothing, nothing), c10::ValueError);
}
