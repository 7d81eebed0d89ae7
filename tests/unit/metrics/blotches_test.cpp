#include "lowlight/metrics/blotches.h"

#include <cmath>
#include <numbers>

#include "pictures.h"
#include "support/catch.h"

using namespace lowlight::metrics;
using lowlight::test::picture;

namespace {

/// A grey picture whose red and blue wave with this period in pixels, in opposite directions.
at::Tensor waving(double period, double amplitude, int64_t side = 192) {
  const auto phase = torch::arange(side, at::kDouble) * (2 * std::numbers::pi / period);
  const auto wave = torch::sin(phase).view({1, side}) * torch::sin(phase).view({side, 1});
  auto result = torch::full({3, side, side}, 40.0, at::kDouble);
  result[0] += amplitude * wave;
  result[2] -= amplitude * wave;
  return result.round().to(at::kByte);
}

}  // namespace

TEST_CASE("Wide colour counts as blotches and fine colour does not") {
  const std::vector<int64_t> middle{4};
  CHECK(blotches(waving(64, 20), middle) > 20 * blotches(waving(8, 20), middle));
}

TEST_CASE("Blotches grow with their amplitude") {
  const std::vector<int64_t> all{0, 1, 2, 3, 4, 5, 6, 7, 8};
  CHECK(blotches(waving(64, 30), all) == Approx(3 * blotches(waving(64, 10), all)).epsilon(0.05));
}

TEST_CASE("A wave of colour keeps the share that the Gaussian leaves of it") {
  // exp(−(2πσ/period)²/2) in each direction; the mean square of sin·sin is ¼. Red − luma is 0.701
  // + 0.114 of the amplitude, blue − luma −(0.886 + 0.299).
  const double share = std::exp(-std::pow(2 * std::numbers::pi * 8 / 64, 2));
  const double red = 0.701 + 0.114, blue = 0.886 + 0.299;
  const double expected = 30 * 0.5 * share * std::sqrt((red * red + blue * blue) / 2);
  CHECK(blotches(waving(64, 30), {4}) == Approx(expected).epsilon(0.03));
}

TEST_CASE("Grey pictures and slopes of colour have no blotches") {
  CHECK(blotches(torch::full({3, 128, 128}, 33, at::kByte), {0, 3}) == 0);
  auto slope = torch::full({3, 192, 192}, 40, at::kByte);
  slope[0] += torch::arange(192).div(2, "floor").to(at::kByte);
  CHECK(blotches(slope, {4}) < 0.02);
}

TEST_CASE("Flat areas are dark and without structure") {
  auto dark = torch::full({3, 128, 256}, 20, at::kByte);
  dark.slice(2, 0, 64).fill_(200);
  dark.slice(2, 64, 128).add_((torch::arange(64).div(16, "floor").remainder(2) * 20).to(at::kByte));
  dark.slice(2, 128, 192).fill_(0);
  CHECK(flat_areas(dark) == std::vector<int64_t>{3});
  dark.slice(2, 192).fill_(251);
  CHECK(flat_areas(dark).size() == 1);
  CHECK(flat_areas(dark)[0] % 4 == 1);
}

TEST_CASE("A quarter of the areas is kept, one at least") {
  CHECK(flat_areas(picture({1, 256, 256, 10, 1, 4})).size() == 4);
  CHECK(flat_areas(picture({1, 64, 127, 10, 1, 4})).size() == 1);
}

TEST_CASE("A picture smaller than an area has no flat area and no figure") {
  const auto small = picture({1, 63, 200, 10, 1, 4});
  CHECK(flat_areas(small).empty());
  CHECK(std::isnan(blotches(small, {})));
}

TEST_CASE("An area outside of the picture is refused") {
  const auto dark = picture({1, 64, 64, 20, 0, 10});
  CHECK_THROWS_AS(blotches(dark, {1}), c10::ValueError);
  CHECK_THROWS_AS(blotches(dark, {-1}), c10::ValueError);
}
