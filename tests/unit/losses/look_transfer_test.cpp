#include "lowlight/losses/look_transfer.h"

#include <torch/types.h>

#include "lowlight/core/cielab.h"
#include "support/catch.h"
#include "support/gradient_check.h"

using namespace lowlight;
using namespace lowlight::losses;

namespace {

at::Tensor pictures(int64_t batch, int64_t height, int64_t width) {
  return torch::rand({batch, 3, height, width}, torch::kDouble);
}

}  // namespace

TEST_CASE("The distance of colours is that of the sets of pixels, not of their places") {
  const auto x = pictures(2, 6, 8);
  CHECK(sliced_colour_distance(x, x).abs().max().item<double>() == 0);
  CHECK(sliced_colour_distance(x, x.flip({2, 3})).abs().max().item<double>() < 1e-12);
  CHECK(sliced_colour_distance(x, pictures(2, 5, 3)).min().item<double>() > 0);
  CHECK(sliced_colour_distance(x, x.flip({0})).sizes() == at::IntArrayRef{2});
}

TEST_CASE("Two colours are as far apart as their difference's mean share along the directions") {
  const auto grey = [](double value) { return torch::full({1, 3, 1, 1}, value, torch::kDouble); };
  const double lightness =
      (srgb_to_lab(grey(0.8)) - srgb_to_lab(grey(0.3))).select(1, 0).item<double>();
  // The mean of |z| over evenly spread directions is one half.
  CHECK(sliced_colour_distance(grey(0.8), grey(0.3)).item<double>() == Approx(0.5 * lightness));
  CHECK(sliced_colour_distance(grey(0.8).expand({1, 3, 4, 4}), grey(0.3)).item<double>() ==
        Approx(0.5 * lightness));
}

TEST_CASE("Colours are compared the same whatever the axis along which they differ") {
  const auto grey = torch::full({1, 3, 1, 1}, 0.5, torch::kDouble);
  const auto change = [&](double r, double g, double b) {
    const auto other = grey + torch::tensor({r, g, b}, torch::kDouble).view({1, 3, 1, 1});
    const double length = (srgb_to_lab(other) - srgb_to_lab(grey)).norm().item<double>();
    return sliced_colour_distance(other, grey).item<double>() / length;
  };
  for (const double share : {change(0.1, 0.1, 0.1), change(0.1, -0.05, 0), change(0, 0, -0.1)})
    CHECK(share == Approx(0.5).margin(0.04));
}

TEST_CASE("Structure is lost where edges move, not where colour or contrast change") {
  const auto x = pictures(1, 24, 20);
  CHECK(structure_loss(x, x).item<double>() == 0);
  const double fainter = structure_loss(0.3 + 0.5 * x, x).item<double>();
  const double moved = structure_loss(x.roll({3}, {3}), x).item<double>();
  CHECK(fainter < 0.02);
  CHECK(moved > 0.5);
  CHECK(structure_loss(1 - x, x).item<double>() > 1);
  const auto flat = torch::zeros({1, 3, 9, 8}, torch::kDouble);
  CHECK(structure_loss(flat, flat + 0.5).item<double>() == Approx(0).margin(1e-9));
}

TEST_CASE("What no picture can show is measured from the nearest value inside") {
  const auto x = torch::tensor({-0.5, 0.0, 0.25, 1.0, 1.25}, torch::kDouble);
  CHECK(range_loss(x).item<double>() == Approx((0.25 + 0.0625) / 5));
}

TEST_CASE("The losses of a carried look have the right gradients") {
  torch::manual_seed(2);  // Where two values are nearly equal their ranks change places: a kink.
  const auto report = test::check_gradients(
      [](const auto& in) {
        return std::vector{sliced_colour_distance(in[0], in[1]).mean(),
                           structure_loss(in[0], in[1]),
                           range_loss(3 * in[0] - 1)};
      },
      {0.1 + 0.8 * pictures(1, 8, 9), 0.1 + 0.8 * pictures(1, 8, 9)});
  INFO(report.where);
  CHECK(report.worst < 1e-5);
}

TEST_CASE("Pictures that cannot be compared are refused") {
  CHECK_THROWS(sliced_colour_distance(pictures(1, 4, 4), pictures(2, 4, 4)));
  CHECK_THROWS(sliced_colour_distance(pictures(1, 0, 4), pictures(1, 4, 4)));
  CHECK_THROWS(sliced_colour_distance(torch::rand({1, 4, 4, 4}), torch::rand({1, 4, 4, 4})));
  CHECK_THROWS(structure_loss(pictures(1, 8, 8), pictures(1, 8, 9)));
  CHECK_THROWS(structure_loss(pictures(1, 7, 8), pictures(1, 7, 8)));
}
